#include "batch/survival.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "dynamics/ledgers.h"

namespace fabshock {
namespace {

struct WentShort {  // a run has shown what it was for
  std::int64_t step = 0;
};

}  // namespace

Survival::Survival(const Setting& setting, Runner& runner, RunRecord& run, Plan plan,
                   const std::function<void(double)>& check)
    : at_(setting), runner_(runner), run_(run), plan_(std::move(plan)), check_(check), served_(setting.network) {}

std::optional<std::int64_t> Survival::longest() {
  const std::optional<std::int64_t> first = first_shortage(std::nullopt);
  if (!first) return std::nullopt;
  const std::int64_t begins = at_.begins / at_.network.step;
  std::int64_t survived = 0;
  std::int64_t too_long = static_cast<std::int64_t>(at_.undisturbed.delivered.size()) - begins;
  // Nothing is seen of how long an outage lasts beyond the first shortage, but what buyers expect.
  std::int64_t next = *first - begins + 1;
  while (too_long - survived > 1) {
    if (next <= survived || next >= too_long) next = survived + (too_long - survived) / 2;
    (first_shortage(next) ? too_long : survived) = next;
    next = 0;
  }
  return survived;
}

bool Survival::goes_short(std::size_t step) {
  served_.look_at(at_.undisturbed, run_, step);
  bool is_short = false;
  for (std::size_t need = 0; need < served_.size(); ++need) {
    Month& month = months_[need];
    const std::size_t steps = month.missing.size();
    const std::size_t at = looked_at_ % steps;
    const auto put = [&](std::vector<double>& of, double& all, double now) { all += now - std::exchange(of[at], now); };
    put(month.missing, month.all_missing, served_.missing(need));
    put(month.usual, month.all_usual, served_.undisturbed(need));
    // At first, of a month like the days that there were.
    const double whole =
        month.all_usual * static_cast<double>(steps) / static_cast<double>(std::min(looked_at_ + 1, steps));
    is_short = is_short || month.all_missing > kNoticedShare * whole;
  }
  ++looked_at_;
  return is_short;
}

// In an outage of so many steps; none: without an end.
std::optional<std::int64_t> Survival::first_shortage(std::optional<std::int64_t> steps) {
  const Network& net = at_.network;
  const auto hours = steps ? std::optional{static_cast<double>(*steps * net.step)} : std::nullopt;
  const ShockPlan plan = plan_(hours);
  auto next = static_cast<std::size_t>(at_.begins / net.step);
  const auto month = static_cast<std::size_t>(std::max<std::int64_t>(1, kNoticedFor / net.step));
  months_.assign(served_.size(), {std::vector<double>(month), std::vector<double>(month), 0, 0});
  looked_at_ = 0;
  const auto look = [&](double done) {
    check_(done);
    for (; next < run_.delivered.size(); ++next) {
      if (goes_short(next)) throw WentShort{static_cast<std::int64_t>(next)};
    }
  };
  try {
    runner_.run(&plan, at_.seed, run_, look);
  } catch (const WentShort& shortage) {
    return shortage.step;
  }
  const auto broken = broken_ledgers(net, run_.initial, run_.final);
  if (!broken.empty()) throw std::runtime_error("broken ledger: " + broken.front());
  events_ += run_.events;
  fingerprint_ = fingerprint_ * 1099511628211U + run_.fingerprint;
  return std::nullopt;
}

}  // namespace fabshock
