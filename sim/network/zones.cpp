#include "network/zones.h"

#include <limits>

namespace fabshock::zones {
namespace {

constexpr double kOpen = 1.0 - 1e-9;

void add(Supply& to, const Supply& more, double share) {
  to.flow += more.flow * share;
  to.stock += more.stock * share;
}

// What can be sold into any zone of a set, by those who cannot sell into one that is done.
Supply reaching(const Balance& balance, Set set, Set done, std::size_t zones) {
  Supply sum;
  for (Set by = 1; by < (Set{1} << zones); ++by) {
    if ((by & set) != 0 && (by & done) == 0) add(sum, balance.reaching[by], 1);
  }
  return sum;
}

double wanted_in(const Balance& balance, Set set, std::size_t zones) {
  double sum = 0;
  for (std::size_t z = 0; z < zones; ++z) {
    if ((set >> z & 1U) != 0) sum += balance.wanted[z];
  }
  return sum;
}

}  // namespace

void share(const Balance& balance, std::span<Share> shares) {
  const std::size_t zones = shares.size();
  Set left = 0;
  for (std::size_t z = 0; z < zones; ++z) {
    shares[z] = {};
    if (balance.wanted[z] > 0) left |= Set{1} << z;
  }
  Set done = 0;
  while (left != 0) {
    Set poorest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (Set set = 1; set <= left; ++set) {  // the smallest first: zones as poor as each other are not linked by that
      if ((set & left) != set) continue;
      const double ratio = reaching(balance, set, done, zones).total() / wanted_in(balance, set, zones);
      if (ratio >= least) continue;
      least = ratio;
      poorest = set;
    }
    const Supply all = reaching(balance, poorest, done, zones);
    const double wanted = wanted_in(balance, poorest, zones);
    for (std::size_t z = 0; z < zones; ++z) {
      if ((poorest >> z & 1U) == 0) continue;
      add(shares[z].got, all, balance.wanted[z] / wanted);
      shares[z].linked = poorest;
    }
    done |= poorest;
    left &= ~poorest;
  }
}

void add_maker(Balance& balance, const Supply& supply, std::span<const double> usual, std::span<const double> open) {
  double all = 0;
  for (const double flow : usual) all += flow;
  if (all <= 0) return;
  Set free = 0;
  double left = 1;
  for (std::size_t z = 0; z < usual.size(); ++z) {
    if (usual[z] <= 0) continue;
    if (open[z] >= kOpen) {
      free |= Set{1} << z;
    } else if (open[z] > 0) {
      const double share = open[z] * usual[z] / all;
      add(balance.reaching[Set{1} << z], supply, share);
      left -= share;
    }
  }
  if (free != 0) add(balance.reaching[free], supply, left);
}

}  // namespace fabshock::zones
