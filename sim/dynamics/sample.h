// A draw of a number that a researcher gave as a distribution; one without, its value.
#pragma once
#include "random/stream.h"
#include "scenario/number.h"

namespace fabshock {

// Not below `low` and not above `high`, where the number has them.
double sample(const Number& number, Stream& stream);

}  // namespace fabshock
