#include "structure/single_points.h"

#include <algorithm>

namespace fabshock::structure {
namespace {

// Who has nothing left of something required if one facility fails.
class Failing {
 public:
  explicit Failing(const Trade& trade) : t_(trade), asked_(t_.firms()) {
    for (std::uint32_t r = 0; r < t_.required.size(); ++r) {
      if (t_.required[r].weight < 1) continue;  // something goes on without it
      for (const std::uint32_t p : t_.required[r].purchases) asked_[t_.purchases[p].from].push_back(r);
    }
  }

  std::vector<bool> without(std::uint32_t facility) const {
    std::vector<bool> fails(t_.firms(), false);
    std::vector<std::size_t> left;  // by requirement: suppliers
    for (const Required& required : t_.required) left.push_back(required.purchases.size());
    std::vector<std::uint32_t> next = {facility};
    fails[facility] = true;
    while (!next.empty()) {
      const std::uint32_t n = next.back();
      next.pop_back();
      for (const std::uint32_t r : asked_[n]) {
        const std::uint32_t buyer = t_.required[r].buyer;
        if (--left[r] > 0 || fails[buyer]) continue;
        fails[buyer] = true;
        next.push_back(buyer);
      }
    }
    return fails;
  }

 private:
  const Trade& t_;
  std::vector<std::vector<std::uint32_t>> asked_;  // by firm: the requirements that it serves
};

// fails: by facility, who fails with it. Of the facilities that fail with the last on the way, and with which the need
// does, the next is the one with which most of the others fail.
std::vector<std::uint32_t> way_of(const std::vector<std::vector<bool>>& fails, std::uint32_t facility,
                                  std::uint32_t need) {
  std::vector<std::uint32_t> way = {facility};
  std::vector<std::uint32_t> between;
  for (std::uint32_t n = 0; n < fails.size(); ++n) {
    if (n != facility && fails[facility][n] && fails[n][need]) between.push_back(n);
  }
  while (!between.empty()) {
    const auto with = [&](std::uint32_t n) {
      return std::count_if(between.begin(), between.end(), [&](std::uint32_t other) { return fails[n][other]; });
    };
    const std::uint32_t next = *std::max_element(between.begin(), between.end(),
                                                 [&](std::uint32_t a, std::uint32_t b) { return with(a) < with(b); });
    way.push_back(next);
    std::erase_if(between, [&](std::uint32_t n) { return n == next || !fails[next][n]; });
  }
  way.push_back(need);
  return way;
}

}  // namespace

std::vector<SinglePoint> single_points(const Trade& trade) {
  const Failing failing(trade);
  std::vector<std::vector<bool>> fails;
  for (std::uint32_t n = 0; n < trade.makers; ++n) fails.push_back(failing.without(n));
  std::vector<SinglePoint> points;
  for (std::uint32_t n = 0; n < trade.makers; ++n) {
    for (std::uint32_t need = trade.makers; need < trade.firms(); ++need) {
      if (fails[n][need]) points.push_back({n, need, way_of(fails, n, need)});
    }
  }
  return points;
}

}  // namespace fabshock::structure
