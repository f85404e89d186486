// The continuous ranked probability score of an ensemble [Gneiting & Raftery 2007, eq. 20]: E|X - y| - E|X - X'|/2,
// over the ensemble's own distribution. In the unit of what is forecast; of a single number its distance; less is
// better.
#pragma once
#include <span>

namespace fabshock {

double crps(std::span<const double> rising, double observed);  // not empty

}  // namespace fabshock
