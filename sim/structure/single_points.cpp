#include "structure/single_points.h"

#include <algorithm>

namespace fabshock::structure {
namespace {

constexpr std::uint32_t kNobody = 0xffffffff;

class Failing {
 public:
  explicit Failing(const Trade& trade) : t_(trade), asked_(t_.firms()) {
    for (std::uint32_t r = 0; r < t_.required.size(); ++r) {
      if (t_.required[r].weight < 1) continue;  // something goes on without it
      for (const std::uint32_t p : t_.required[r].purchases) asked_[t_.purchases[p].from].push_back(r);
    }
  }

  void add(std::uint32_t facility, std::vector<SinglePoint>& points) {
    because_.assign(t_.firms(), kNobody);
    left_.clear();
    for (const Required& required : t_.required) left_.push_back(required.purchases.size());
    because_[facility] = facility;
    queue_ = {facility};
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      const std::uint32_t n = queue_[i];
      for (const std::uint32_t r : asked_[n]) {
        const std::uint32_t buyer = t_.required[r].buyer;
        if (--left_[r] > 0 || because_[buyer] != kNobody) continue;
        because_[buyer] = n;
        queue_.push_back(buyer);
      }
    }
    std::sort(queue_.begin(), queue_.end());
    for (const std::uint32_t n : queue_) {
      if (n >= t_.makers) points.push_back({facility, n, way_to(n)});
    }
  }

 private:
  std::vector<std::uint32_t> way_to(std::uint32_t need) const {
    std::vector<std::uint32_t> way = {need};
    while (because_[way.back()] != way.back()) way.push_back(because_[way.back()]);
    std::reverse(way.begin(), way.end());
    return way;
  }

  const Trade& t_;
  std::vector<std::vector<std::uint32_t>> asked_;  // by firm: the requirements that it serves
  std::vector<std::size_t> left_;                  // by requirement: suppliers
  std::vector<std::uint32_t> because_, queue_;
};

}  // namespace

std::vector<SinglePoint> single_points(const Trade& trade) {
  Failing failing(trade);
  std::vector<SinglePoint> points;
  for (std::uint32_t n = 0; n < trade.makers; ++n) failing.add(n, points);
  return points;
}

}  // namespace fabshock::structure
