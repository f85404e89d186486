#include "batch/survival.h"

#include <algorithm>
#include <utility>

namespace fabshock {
namespace {

struct WentShort {  // a run has shown what it was for
  std::int64_t step = 0;
};

}  // namespace

Survival::Survival(const Setting& setting, Runner& runner, RunRecord& run, Plan plan,
                   const std::function<void(double)>& check)
    : at_(setting), runner_(runner), run_(run), plan_(std::move(plan)), check_(check), losses_(setting.network) {}

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

// In an outage of so many steps; none: without an end.
std::optional<std::int64_t> Survival::first_shortage(std::optional<std::int64_t> steps) {
  const Network& net = at_.network;
  const auto hours = steps ? std::optional{static_cast<double>(*steps * net.step)} : std::nullopt;
  const ShockPlan plan = plan_(hours);
  auto next = static_cast<std::size_t>(at_.begins / net.step);
  const auto look = [&](double done) {
    check_(done);
    for (; next < run_.delivered.size(); ++next) {
      for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
        if (LossMeasures::is_short(net, at_.undisturbed, run_, next, n))
          throw WentShort{static_cast<std::int64_t>(next)};
      }
    }
  };
  try {
    runner_.run(&plan, at_.seed, run_, look);
  } catch (const WentShort& shortage) {
    return shortage.step;
  }
  events_ += run_.events;
  fingerprint_ = fingerprint_ * 1099511628211U + run_.fingerprint;
  std::optional<std::int64_t> first;
  for (const NodeLoss& loss : losses_.losses(at_.undisturbed, run_)) {
    if (!net.nodes[loss.node].sink || !loss.short_ever()) continue;
    first = first ? std::min(*first, loss.first) : loss.first;
  }
  return first;
}

}  // namespace fabshock
