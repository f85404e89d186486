#include "structure/systemic_risk.h"

#include <algorithm>
#include <cmath>

namespace fabshock::structure {
namespace {

class Cascade {
 public:
  Cascade(const Trade& trade, InputsAre inputs, Others others) : t_(trade), inputs_(inputs), others_(others) {}

  double of(std::uint32_t failed) {
    down_.assign(t_.firms(), 1.0);
    up_.assign(t_.firms(), 1.0);
    down_[failed] = up_[failed] = 0;
    // Both only fall, step by step along chains, and ever more slowly round circles of which little leaks out.
    constexpr double kSettled = 1e-10;
    constexpr int kMostRounds = 100'000;
    double change = 1;
    for (int round = 0; round < kMostRounds && change > kSettled; ++round) {
      change = std::max(settle(down_, failed, [&] { go_down(); }), settle(up_, failed, [&] { go_up(); }));
    }
    double lost = 0;
    double all = 0;
    for (std::uint32_t n = 0; n < t_.firms(); ++n) {
      lost += t_.size[n] * (1 - std::min(down_[n], up_[n]));
      all += t_.size[n];
    }
    return all > 0 ? lost / all : 0.0;
  }

 private:
  template <class Go>
  double settle(std::vector<double>& h, std::uint32_t failed, const Go& go) {
    next_.assign(t_.firms(), 1.0);
    go();
    next_[failed] = 0;
    double change = 0;
    for (std::uint32_t n = 0; n < t_.firms(); ++n) {
      const double now = std::min(h[n], next_[n]);
      change = std::max(change, h[n] - now);
      h[n] = now;
    }
    return change;
  }

  void go_down() {
    find_replaced();
    const auto missing = [&](const Purchase& p) { return replaced_[p.from] * (1 - down_[p.from]); };
    if (inputs_ == InputsAre::kLinear) {
      for (const Purchase& p : t_.purchases) next_[p.to] -= p.value / t_.bought[p.to] * missing(p);
      return;
    }
    for (const Required& required : t_.required) {
      double lost = 0;
      for (const std::uint32_t p : required.purchases) lost += t_.purchases[p].share * missing(t_.purchases[p]);
      next_[required.buyer] = std::min(next_[required.buyer], 1 - required.weight * std::min(lost, 1.0));
    }
  }

  void go_up() {
    for (const Purchase& p : t_.purchases) next_[p.from] -= p.value / t_.sold[p.from] * (1 - up_[p.to]);
  }

  // What share of a firm's failure its sector cannot take over.
  void find_replaced() {
    replaced_.assign(t_.firms(), 1.0);
    if (others_ == Others::kStand) return;
    left_.assign(t_.firms(), 0.0);  // by sector
    for (std::uint32_t n = 0; n < t_.firms(); ++n) left_[t_.sector[n]] += t_.sold[n] * down_[n];
    for (std::uint32_t n = 0; n < t_.firms(); ++n) {
      const double left = left_[t_.sector[n]];
      if (left > 0) replaced_[n] = std::min(1.0, t_.sold[n] / left);
    }
  }

  const Trade& t_;
  const InputsAre inputs_;
  const Others others_;
  std::vector<double> down_, up_, next_, replaced_, left_;
};

}  // namespace

std::vector<double> systemic_risk(const Trade& trade, InputsAre inputs, Others others) {
  Cascade cascade(trade, inputs, others);
  std::vector<double> risk;
  for (std::uint32_t n = 0; n < trade.makers; ++n) risk.push_back(cascade.of(n));
  return risk;
}

}  // namespace fabshock::structure
