#include "rerouting/least_loss.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <queue>
#include <utility>

#include "base/math.h"
#include "dynamics/queueing.h"
#include "rerouting/linear_program.h"
#include "results/needs_served.h"

namespace fabshock {
namespace {

constexpr double kNone = LinearProgram::kNoBound;

// Of the steps of demand that are missing, how many buyers have given up at the least, and by how much more with one
// more missing.
struct GivenUp {
  double steps = 0, slope = 0;
};
GivenUp given_up(double missing, double hazard) {
  if (hazard >= 1) return {missing, 1};
  if (hazard <= 0) return {0, 0};
  const double still = det_exp(missing * det_log(1 - hazard));  // (1 - h)^m
  const double waiting = (1 - hazard) / hazard;
  return {missing - waiting * (1 - still), 1 + waiting * det_log(1 - hazard) * still};
}

double scale_of(Quanta flow) {
  return std::max(1.0, static_cast<double>(flow));
}

}  // namespace

LeastLoss::LeastLoss(const Network& net, const RunRecord& before, const State& state, std::int64_t begins)
    : net_(net),
      before_(before),
      state_(state),
      begins_(begins),
      worth_(worth_of_sinks(net)),
      most_(net.facilities, 0.0),
      recycled_(net.slots.size(), 0.0) {
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    const NodeParams& node = net.nodes[n];
    // Where use changes the cycle time, it is never shorter than without a queue.
    const std::int64_t ticks = node.raw_process_time > 0 ? std::min(node.raw_process_time, node.cycle) : node.cycle;
    const double steps = static_cast<double>(ticks) / static_cast<double>(kPpm * net.step);
    cycle_.push_back(node.sink || node.service ? 0.0
                     : node.continuous         ? steps
                                               : std::ceil(steps));  // what is due waits for its step
  }
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
    const LaneInfo& lane = net.lane_info[l];
    const bool by_the_hour =
        net.nodes[lane.from].continuous || net.nodes[lane.from].service || net.nodes[lane.to].continuous;
    lag_.push_back(static_cast<double>(by_the_hour ? lane.transit / net.step : lane.lag));
  }
  for (const Recycler& recycler : net.recyclers) recycled_[recycler.slot] = recycler.most;
  count_capacity(state);
}

void LeastLoss::count_capacity(const State& later) {
  for (std::uint32_t n = 0; n < net_.facilities; ++n) {
    const NodeParams& node = net_.nodes[n];
    const double share = later.nodes[n].invested ? static_cast<double>(later.rare[n].capacity) / kPpm : 1.0;
    const bool limited = node.most != kUnlimited && node.capacity != kUnlimited;
    const double most = limited ? share * static_cast<double>(node.most) : LinearProgram::kNoBound;
    most_[n] = std::max(most_[n], most);
  }
}

// The shortest way from any of those hit to each node, in steps of transit, and of cycles in between.
std::vector<double> LeastLoss::arrival(std::span<const std::uint32_t> hit) const {
  std::vector<double> at(net_.size(), kNone);
  using Entry = std::pair<double, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> next;
  for (const std::uint32_t n : hit) {
    at[n] = cycle_[n] >= 1 ? 1 : 0;  // the first lots off a line that stood still are all but done
    next.emplace(at[n], n);
  }
  while (!next.empty()) {
    const auto [when, n] = next.top();
    next.pop();
    if (when > at[n]) continue;
    for (const std::uint32_t l : net_.out(n)) {
      const std::uint32_t to = net_.lane_to[l];
      const double there = when + lag_[l] + cycle_[to];
      if (there >= at[to]) continue;
      at[to] = there;
      next.emplace(there, to);
    }
  }
  return at;
}

// By node: until when what it ships is of use; of a sink, what it needs is counted [steps from the outage on].
std::vector<double> LeastLoss::windows(const std::vector<double>& arrival, double steps) const {
  const auto end = static_cast<double>(static_cast<std::int64_t>(before_.delivered.size()) - begins_);
  std::vector<double> until(net_.size(), -1);
  std::priority_queue<std::pair<double, std::uint32_t>> next;
  std::vector<double> of_need(net_.model.needs.size(), kNone);
  for (std::uint32_t n = net_.facilities; n < net_.size(); ++n) {
    double& window = of_need[net_.sinks[n - net_.facilities].need.value];
    window = std::min({window, end, std::floor(steps + (arrival[n] == kNone ? 0.0 : arrival[n]))});
  }
  for (std::uint32_t n = net_.facilities; n < net_.size(); ++n) {
    until[n] = of_need[net_.sinks[n - net_.facilities].need.value];
    next.emplace(until[n], n);
  }
  while (!next.empty()) {
    const auto [when, n] = next.top();
    next.pop();
    if (when < until[n]) continue;
    const auto [begin, close] = net_.in(n);
    for (std::uint32_t l = begin; l < close; ++l) {
      const std::uint32_t from = net_.lane_from[l];
      const double leaves = when - cycle_[n] - lag_[l];
      if (leaves <= until[from] || leaves < 0) continue;
      until[from] = leaves;
      next.emplace(leaves, from);
    }
  }
  return until;
}

// The program of one outage. Quantities are counted in steps of what usually flows, so that all are of one size.
class LeastLoss::Building {
 public:
  Building(const LeastLoss& of, std::span<const std::uint32_t> hit, std::int64_t steps, Counts what)
      : a_(of), net_(of.net_), stands_(net_.size(), false), counts_(what) {
    for (const std::uint32_t n : hit) stands_[n] = true;
    until_ = a_.windows(a_.arrival(hit), static_cast<double>(steps));
  }

  double least() {
    latest_ = lp_.column(counts_ == Counts::kLate ? 1 : 0, 0, kNone);
    add_lanes();
    for (std::uint32_t n = 0; n < net_.size(); ++n) add_node(n);
    add_needs();
    return lp_.minimum();
  }

 private:
  double scale_of_slot(std::uint32_t s) const {
    const SlotInfo& slot = net_.slot_info[s];
    if (slot.intake0 > 0) return static_cast<double>(slot.intake0);
    return std::max(1.0, net_.slots[s].per_value * scale_of(net_.usual_of(slot.node)));
  }

  void add_lanes() {
    lanes_.resize(net_.lanes.size());
    for (std::uint32_t l = 0; l < net_.lanes.size(); ++l) {
      lanes_[l] = {lp_.column(0, 0, net_.barred(l) ? 0 : kNone), scale_of_slot(net_.lane_info[l].slot)};
    }
  }

  // [starts] in the time in which what it makes is of use.
  double most_of(std::uint32_t n) const {
    if (stands_[n]) return 0;
    if (n >= net_.facilities || a_.most_[n] == kNone) return kNone;
    return a_.most_[n] * std::max(0.0, until_[n] - a_.cycle_[n]);
  }

  // What is in process and through within so many steps of work.
  Quanta comes_off(std::uint32_t n, double steps) const {
    const NodeState& now = a_.state_.nodes[n];
    if (steps > 0 && queueing::changes(net_.nodes[n], net_.law(n))) return now.wip;
    // A line's clock stands at when it was last looked at.
    const auto since = static_cast<double>((a_.begins_ * net_.step - now.last_tick) * kPpm);
    const double last = static_cast<double>(now.clock) + since + steps * static_cast<double>(net_.step * kPpm);
    Quanta through = 0;
    for (std::uint32_t i = 0; i < now.lot_count; ++i) {
      const Lot& lot = a_.state_.lots[now.lot_base + ((now.lot_head + i) & now.lot_mask)];
      if (static_cast<double>(lot.due) <= last) through += lot.quantity;
    }
    return through;
  }

  // Of what is under way on a lane, what is there within so many intakes.
  Quanta arrives(std::uint32_t l, double steps) const {
    const LaneState& lane = a_.state_.lanes[l];
    if ((lane.flags & LaneState::kContinuous) != 0) return lane.in_transit;
    Quanta late = 0;
    for (auto ahead = static_cast<std::uint32_t>(std::max(0.0, std::ceil(steps))); ahead < lane.cells; ++ahead) {
      late += a_.state_.rings[lane.cell_ahead(ahead)];
    }
    return lane.in_transit - late;
  }

  void add_node(std::uint32_t n) {
    const NodeParams& node = net_.nodes[n];
    const double scale = scale_of(net_.usual_of(n));
    const double per_good = node.sink ? 1.0 : node.per_good;
    const double most = most_of(n);
    const std::uint32_t made = lp_.column(0, 0, most == kNone ? kNone : most / per_good / scale);
    for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) add_input(n, s, {made, per_good * scale}, most);
    if (node.sink) return served_.push_back({made, scale});
    const NodeState& now = a_.state_.nodes[n];
    const double in_process = static_cast<double>(comes_off(n, stands_[n] ? 0 : until_[n] - 1)) / per_good;
    const std::uint32_t shipped = lp_.row(-kNone, (static_cast<double>(now.finished) + in_process) / scale);
    lp_.put(shipped, made, -1);
    for (const std::uint32_t l : net_.out(n)) lp_.put(shipped, lanes_[l].column, lanes_[l].scale / scale);
  }

  struct Quantity {
    std::uint32_t column = 0;
    double scale = 1;  // [quanta]
  };

  void add_input(std::uint32_t n, std::uint32_t s, Quantity starts, double most) {
    const SlotInfo& info = net_.slot_info[s];
    const bool important = info.criticality == Criticality::kImportant;
    if (info.tools > 0 || info.criticality == Criticality::kNonCritical || stands_[n]) return;
    if (important && (most == kNone || info.weight <= 0)) return;
    const double weight = important ? info.weight : 1.0;
    const double per = net_.slots[s].per_value * (1 - a_.recycled_[s]) / weight;
    auto there = static_cast<double>(a_.state_.slots[s].stock);
    if (important) there += per * (1 - weight) * most;
    const auto [begin, end] = std::pair{net_.slots[s].in_begin, net_.slots[s].in_end};
    for (std::uint32_t l = begin; l < end; ++l) there += static_cast<double>(arrives(l, until_[n] - a_.cycle_[n]));
    const double scale = scale_of_slot(s);
    const std::uint32_t used = lp_.row(-kNone, there / scale);
    lp_.put(used, starts.column, per * starts.scale / scale);
    for (std::uint32_t l = begin; l < end; ++l) lp_.put(used, lanes_[l].column, -lanes_[l].scale / scale);
  }

  // Options that replace one another serve one need, others each their own.
  void add_needs() {
    std::vector<bool> done(net_.sinks.size(), false);
    for (const NeedParams& need : net_.needs) {
      add_need(need.sink_begin, need.sink_end);
      std::fill(done.begin() + need.sink_begin, done.begin() + need.sink_end, true);
    }
    for (std::uint32_t i = 0; i < net_.sinks.size(); ++i) {
      if (!done[i]) add_need(i, i + 1);
    }
  }

  // Undisturbed, of itself: what an outage saves is sold then.
  bool goes_short(std::uint32_t begin, std::uint32_t end) const {
    constexpr double kRipple = 1e-6;
    double asked = 0;
    double served = 0;
    for (std::uint32_t i = begin; i < end; ++i) {
      const NodeState& sink = a_.before_.final.nodes[net_.facilities + i];
      asked += static_cast<double>(sink.started) * net_.sinks[i].gives;
      served += static_cast<double>(sink.good) * net_.sinks[i].gives;
    }
    return asked - served > kRipple * asked;
  }

  void add_need(std::uint32_t begin, std::uint32_t end) {
    const bool alone = end - begin == 1;
    const auto gives = [&](std::uint32_t i) { return alone ? 1.0 : net_.sinks[i].gives; };
    const auto steps = static_cast<std::size_t>(std::max(0.0, until_[net_.facilities + begin]));
    double needed = 0;
    double highest = 0;  // of a step
    for (std::size_t t = 0; t < steps; ++t) {
      const auto row = a_.before_.delivered[static_cast<std::size_t>(a_.begins_) + t];
      double now = 0;
      for (std::uint32_t i = begin; i < end; ++i) now += static_cast<double>(row[net_.facilities + i]) * gives(i);
      needed += now;
      highest = std::max(highest, now);
    }
    if (highest <= 0 || goes_short(begin, end)) return;
    const std::uint32_t row = lp_.row(needed / highest, kNone);
    for (std::uint32_t i = begin; i < end; ++i) lp_.put(row, served_[i].column, served_[i].scale * gives(i) / highest);
    const double worth = a_.worth_[begin] / gives(begin) * highest;  // of a step of it
    if (counts_ == Counts::kLate) {
      const std::uint32_t late = lp_.column(0, 0, kNone);
      lp_.put(row, late, 1);
      const std::uint32_t most = lp_.row(0, kNone);
      lp_.put(most, latest_, 1);
      return lp_.put(most, late, -1);
    }
    const double hazard = net_.sinks[begin].patience_hazard;
    if (hazard >= 1) return lp_.put(row, lp_.column(worth, 0, kNone), 1);
    const std::uint32_t missing = lp_.column(0, 0, kNone);
    const std::uint32_t lost = lp_.column(worth, 0, kNone);
    lp_.put(row, missing, 1);
    for (const double share : {1.0 / 64, 1.0 / 16, 1.0 / 8, 0.25, 0.5, 0.75, 1.0}) {
      const double m = share * static_cast<double>(steps);
      const GivenUp at = given_up(m, hazard);
      const std::uint32_t tangent = lp_.row(at.steps - at.slope * m, kNone);
      lp_.put(tangent, lost, 1);
      lp_.put(tangent, missing, -at.slope);
    }
  }

  const LeastLoss& a_;
  const Network& net_;
  std::vector<bool> stands_;
  const Counts counts_;
  std::vector<double> until_;
  LinearProgram lp_;
  std::uint32_t latest_ = 0;  // column: of what is late of any need, the most [steps of it]
  std::vector<Quantity> lanes_;
  std::vector<Quantity> served_;  // by sink
};

double LeastLoss::least(std::span<const std::uint32_t> hit, std::int64_t steps, Counts what) const {
  return Building(*this, hit, steps, what).least();
}

double LeastLoss::loss(std::span<const std::uint32_t> hit, std::int64_t steps) const {
  // To the digits that a solver's tolerances leave, which no machine has others of.
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%.6g", least(hit, steps, Counts::kLost));
  return std::strtod(digits.data(), nullptr);
}

std::optional<std::int64_t> LeastLoss::longest(std::span<const std::uint32_t> hit) const {
  const double noticed = kNoticedShare * static_cast<double>(kNoticedFor) / static_cast<double>(net_.step);  // [steps]
  const auto is_late = [&](std::int64_t steps) { return least(hit, steps, Counts::kLate) > noticed; };
  std::int64_t low = 0;
  auto high = static_cast<std::int64_t>(before_.delivered.size()) - begins_;
  if (!is_late(high)) return std::nullopt;
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (is_late(middle) ? high : low) = middle;
  }
  return low;
}

}  // namespace fabshock
