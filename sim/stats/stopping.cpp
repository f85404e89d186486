#include "stats/stopping.h"

#include <algorithm>
#include <cmath>

#include "stats/intervals.h"

namespace fabshock {

std::optional<std::uint64_t> next_look(const StoppingRule& rule, std::uint64_t n) {
  if (n > rule.at_most) return std::nullopt;
  std::uint64_t look = std::max<std::uint64_t>(rule.at_least, 2);
  while (look < n) look += look / 2;
  return std::min(look, rule.at_most);
}

bool narrow_enough(const StoppingRule& rule, const Moments& moments) {
  const auto half = half_width(moments, rule.confidence);
  return half && moments.mean() != 0 && *half <= rule.relative_half_width * std::fabs(moments.mean());
}

}  // namespace fabshock
