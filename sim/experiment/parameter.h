// A parameter of an experiment: a number whose author said how far it may be off.
#pragma once
#include "scenario/number.h"

namespace fabshock {

// Whether an experiment may sample it: it has a distribution, or a low or a high that is not its value.
bool is_parameter(const Number& number);

// The u-quantile of what the number may be, u in (0, 1), in the number's canonical unit; never falls as u rises.
//   with `dist`: of that distribution; what lies beyond low or high is moved to it, as in dynamics/sample.h.
//   with low and high: triangular(low, value, high), for those who know the ends and the likeliest value
//     [Johnson 1997, The Statistician 46, 387-398]. A missing end is the value itself.
//   with neither: the value, whatever u is.
// Note the triangle's mean, (low + value + high)/3: where the range is lopsided, the mean draw is not the value.
double quantile(const Number& number, double u);

}  // namespace fabshock
