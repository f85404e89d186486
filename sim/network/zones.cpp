#include "network/zones.h"

#include <algorithm>
#include <limits>

namespace fabshock::zones {
namespace {

void add_part(Supply& to, const Supply& more, double share) {
  to.flow += more.flow * share;
  to.stock += more.stock * share;
}

// Of what a maker supplies, the share that it can sell into a set of zones.
double share_sold(const Maker& maker, Set set, std::size_t zones) {
  if ((maker.free & set) != 0) return 1;
  double most = 0;
  for (std::size_t z = 0; z < zones; ++z) {
    if ((set >> z & 1U) != 0) most += maker.most[z];
  }
  return std::min(1.0, most / maker.supply.total());
}

}  // namespace

void Balance::clear(std::size_t zones) {
  zones_ = zones;
  wanted_.fill(0);
  reaching_.fill({});
  bounded_.clear();
}

void Balance::add(const Maker& maker) {
  if (maker.supply.total() <= 0) return;
  const bool bounded = std::any_of(maker.most.begin(), maker.most.end(), [](double most) { return most > 0; });
  if (bounded) {
    bounded_.push_back(maker);
  } else if (maker.free != 0) {
    add_part(reaching_[maker.free], maker.supply, 1);
  }
}

// What can be sold into a set of zones by who does not sell it into those that are done.
Supply Balance::sold(Set set, Set done) const {
  Supply sum;
  for (Set by = 1; by < (Set{1} << zones_); ++by) {
    if ((by & set) != 0 && (by & done) == 0) add_part(sum, reaching_[by], 1);
  }
  for (const Maker& maker : bounded_) {
    add_part(sum, maker.supply, share_sold(maker, set | done, zones_) - share_sold(maker, done, zones_));
  }
  return sum;
}

double Balance::wanted_in(Set set) const {
  double sum = 0;
  for (std::size_t z = 0; z < zones_; ++z) {
    if ((set >> z & 1U) != 0) sum += wanted_[z];
  }
  return sum;
}

void Balance::share(std::span<Share> shares) const {
  Set left = 0;
  for (std::size_t z = 0; z < zones_; ++z) {
    shares[z] = {};
    if (wanted_[z] > 0) left |= Set{1} << z;
  }
  Set done = 0;
  while (left != 0) {
    Set poorest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (Set set = 1; set <= left; ++set) {  // the smallest first: zones as poor as each other are not linked by that
      if ((set & left) != set) continue;
      const double ratio = sold(set, done).total() / wanted_in(set);
      if (ratio >= least) continue;
      least = ratio;
      poorest = set;
    }
    const Supply all = sold(poorest, done);
    const double wanted = wanted_in(poorest);
    for (std::size_t z = 0; z < zones_; ++z) {
      if ((poorest >> z & 1U) == 0) continue;
      add_part(shares[z].got, all, wanted_[z] / wanted);
      shares[z].linked = poorest;
    }
    done |= poorest;
    left &= ~poorest;
  }
}

}  // namespace fabshock::zones
