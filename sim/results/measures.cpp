#include "results/measures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "dynamics/demand.h"

namespace fabshock {
namespace {

std::vector<Quanta> usual_of(const Network& net) {
  std::vector<Quanta> usual;
  for (std::uint32_t n = 0; n < net.size(); ++n) usual.push_back(net.usual_of(n));
  return usual;
}

}  // namespace

std::vector<double> worth_of_sinks(const Network& net) {
  std::map<std::uint32_t, std::pair<double, double>> baseline;  // by need: what its options cost and give
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
    const SinkParams& sink = net.sinks[n - net.facilities];
    auto& [cost, gives] = baseline[sink.need.value];
    cost += static_cast<double>(net.nodes[n].good0) * net.quantum_of(n) * net.price_of(n);
    gives += static_cast<double>(net.nodes[n].good0) * sink.gives;
  }
  std::vector<double> worth;
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
    const SinkParams& sink = net.sinks[n - net.facilities];
    const auto& [cost, gives] = baseline[sink.need.value];
    worth.push_back(sink.substitutes && gives > 0 ? sink.gives * cost / gives : net.quantum_of(n) * net.price_of(n));
  }
  return worth;
}

LossMeasures::LossMeasures(const Network& net)
    : net_(net),
      worth_(worth_of_sinks(net)),
      usual_(usual_of(net)),
      needs_(net.model.needs.size()),
      place_(net.model.needs.size(), std::numeric_limits<std::uint32_t>::max()) {
  for (std::uint32_t need = 0; need < net.model.needs.size(); ++need) {
    const auto is_of = [&](const SinkParams& sink) { return sink.need.value == need; };
    if (net.model.needs[need].unit.empty() || std::none_of(net.sinks.begin(), net.sinks.end(), is_of)) continue;
    place_[need] = static_cast<std::uint32_t>(delivered_.size());
    delivered_.push_back({need});
  }
}

void LossMeasures::Tally::add(std::size_t t, const Step& step, Quanta usual_flow) {
  const Quanta missing = step.missing();
  given_up += step.less_asked;
  total += missing;
  delivered += step.before;
  window += missing;
  usual += step.expected;
  // A shortage is more than a thousandth of a step's flow: orders that ripple by a few quanta are none.
  if (missing * 1000 > usual_flow) marked.add(t);
  if (missing > 0) any.add(t);
}

void LossMeasures::Tally::take_off(const Step& step) {
  window -= step.missing();
  usual -= step.expected;
}

void LossMeasures::Tally::end_week() {
  if (window > 0 && usual > 0) worst = std::max(worst, static_cast<double>(window) / static_cast<double>(usual));
}

namespace {

// What surges alone would have a sink ask for beyond what the undisturbed run does.
Quanta more_by_surges(const Network& net, const RunRecord& undisturbed, const RunRecord& run, std::size_t t,
                      std::uint32_t sink) {
  if (run.final.surges.empty()) return 0;
  const std::int64_t tick = static_cast<std::int64_t>(t) * net.step;
  const double more = demand::surge_of(run.final, sink, tick) / demand::surge_of(undisturbed.final, sink, tick) - 1;
  return std::llround(more * static_cast<double>(undisturbed.asked[t][sink]));
}

}  // namespace

LossMeasures::Step LossMeasures::step_of(const Network& net, const RunRecord& undisturbed, const RunRecord& run,
                                         std::size_t t, std::uint32_t n) {
  Step step{undisturbed.delivered[t][n], run.delivered[t][n]};
  step.expected = step.before;
  if (n >= net.facilities) {
    const std::uint32_t sink = n - net.facilities;
    step.expected = run.asked[t][sink];
    const Quanta more = more_by_surges(net, undisturbed, run, t, sink);
    step.before += more;
    step.less_asked = undisturbed.asked[t][sink] + more - step.expected;
  }
  return step;
}

void LossMeasures::tally(const RunRecord& undisturbed, const RunRecord& run) {
  tallies_.assign(net_.size(), {});
  const std::size_t steps = std::min(undisturbed.delivered.size(), run.delivered.size());
  const auto week = static_cast<std::size_t>(std::max<std::int64_t>(1, (kTicksPerWeek + net_.step / 2) / net_.step));
  const auto at = [&](std::size_t t, std::uint32_t n) { return step_of(net_, undisturbed, run, t, n); };
  for (std::size_t t = 0; t < steps; ++t) {
    for (std::uint32_t n = 0; n < net_.size(); ++n) {
      tallies_[n].add(t, at(t, n), usual_[n]);
      if (t >= week) tallies_[n].take_off(at(t - week, n));
      if (t + 1 >= std::min(week, steps)) tallies_[n].end_week();
    }
  }
}

NodeLoss LossMeasures::loss_of(std::uint32_t n, const RunRecord& run) const {
  const Tally& tally = tallies_[n];
  NodeLoss loss;
  loss.node = n;
  // Less than marks a shortage, but for so long that it adds up, is one too.
  constexpr double kAddsUp = 1e-5;  // of what was delivered
  const auto total = static_cast<double>(tally.total);
  const bool adds_up = total > kAddsUp * static_cast<double>(tally.delivered);
  const Tally::Steps& span = tally.marked.first < 0 && adds_up ? tally.any : tally.marked;
  loss.first = span.first;
  loss.last = span.last;
  // The undisturbed run may have served who waited in that very week.
  loss.worst = net_.nodes[n].sink ? std::min(tally.worst, 1.0) : tally.worst;
  loss.lost = total * net_.quantum_of(n);
  loss.value = loss.lost * net_.price_of(n);
  constexpr double kNoticed = 1e-6;  // of what is demanded: less is rounding
  const auto given_up = static_cast<double>(tally.given_up);
  if (std::fabs(given_up) > kNoticed * static_cast<double>(run.final.nodes[n].started)) {
    loss.given_up = given_up * net_.quantum_of(n);
  }
  if (usual_[n] > 0) {
    loss.lost_days = total / static_cast<double>(usual_[n]) * static_cast<double>(net_.step) / 24.0;
  }
  return loss;
}

const std::vector<NodeLoss>& LossMeasures::losses(const RunRecord& undisturbed, const RunRecord& run) {
  tally(undisturbed, run);
  losses_.clear();
  for (std::uint32_t n = 0; n < net_.size(); ++n) {
    const NodeLoss loss = loss_of(n, run);
    if (loss.short_ever() || loss.given_up != 0) losses_.push_back(loss);
  }
  return losses_;
}

// By need, because what moves from one of its options to another is no loss.
WorldLoss LossMeasures::of_world(const std::vector<NodeLoss>& losses) {
  std::fill(needs_.begin(), needs_.end(), WorldLoss{});
  for (const NodeLoss& loss : losses) {
    if (!net_.nodes[loss.node].sink) continue;
    const std::uint32_t sink = loss.node - net_.facilities;
    WorldLoss& need = needs_[net_.sinks[sink].need.value];
    const double price = worth_[sink] / net_.quantum_of(loss.node);
    if (loss.short_ever()) need.unmet += loss.lost * price;
    need.given_up += loss.given_up * price;
  }
  WorldLoss world;
  for (const WorldLoss& need : needs_) {
    world.unmet += std::max(0.0, need.unmet);
    world.given_up += need.given_up;
  }
  return world;
}

const std::vector<Delivered>& LossMeasures::delivered(const RunRecord& undisturbed, const RunRecord& run) {
  for (Delivered& need : delivered_) need.amount = need.undisturbed = 0;
  for (std::uint32_t n = net_.facilities; n < net_.size(); ++n) {
    const SinkParams& sink = net_.sinks[n - net_.facilities];
    if (net_.model.needs[sink.need.value].unit.empty()) continue;
    Delivered& need = delivered_[place_[sink.need.value]];
    need.amount += static_cast<double>(run.final.nodes[n].good) * sink.gives;
    need.undisturbed += static_cast<double>(undisturbed.final.nodes[n].good) * sink.gives;
  }
  return delivered_;
}

void LossMeasures::add_loss(const NodeLoss& loss, std::vector<MeasureRow>& rows) const {
  const Product& product = net_.model.products[net_.product_of(loss.node).value];
  const bool sink = net_.nodes[loss.node].sink;
  const auto add = [&](std::string_view measure, double value, std::string_view unit) {
    rows.push_back({measure, net_.entity_of(loss.node), net_.product_name(loss.node), value, unit});
  };
  if (loss.given_up != 0) add("given_up", loss.given_up, product.unit);
  if (!loss.short_ever()) return;
  add(sink ? "unmet" : "lost_output", loss.lost, product.unit);
  add(sink ? "unmet_days" : "lost_output_days", loss.lost_days, "d");
  add(sink ? "unmet_value" : "lost_revenue", loss.value, net_.model.currency);
  add("worst_week", loss.worst, "1");
  add("shortage_begins", static_cast<double>(loss.first * net_.step) / 24.0, "d");
  add("shortage_ends", static_cast<double>((loss.last + 1) * net_.step) / 24.0, "d");
}

void LossMeasures::add_served(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) const {
  for (std::uint32_t n = net_.facilities; n < net_.size(); ++n) {
    const auto add = [&](std::string_view measure, Quanta quanta) {
      rows.push_back({measure, net_.entity_of(n), net_.product_name(n),
                      static_cast<double>(quanta) * net_.quantum_of(n),
                      net_.model.products[net_.product_of(n).value].unit});
    };
    add("demand", run.final.nodes[n].started);
    add("served", run.final.nodes[n].good);
    add("baseline_served", undisturbed.final.nodes[n].good);
  }
}

// What makers earned and needs spent.
void LossMeasures::add_payments(const RunRecord& undisturbed, const RunRecord& run,
                                std::vector<MeasureRow>& rows) const {
  const PaymentState& now = run.final.payments;
  const PaymentState& twin = undisturbed.final.payments;
  if (now.earned.empty()) return;
  const std::string_view currency = net_.model.currency;
  for (std::uint32_t n = 0; n < net_.size(); ++n) {
    const bool sink = net_.nodes[n].sink;
    const Cents cents = sink ? now.spent[n] : now.earned[n];
    const Cents before = sink ? twin.spent[n] : twin.earned[n];
    if (cents == 0 && before == 0) continue;
    const auto add = [&](std::string_view measure, Cents value) {
      rows.push_back({measure, net_.entity_of(n), net_.product_name(n), static_cast<double>(value) / 100, currency});
    };
    add(sink ? "spending" : "revenue", cents);
    add(sink ? "baseline_spending" : "baseline_revenue", before);
  }
  rows.push_back({"tariffs", "world", "", static_cast<double>(now.tariffs) / 100, currency});
}

void LossMeasures::add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) {
  const std::vector<NodeLoss>& all = losses(undisturbed, run);
  for (const NodeLoss& loss : all) add_loss(loss, rows);
  for (std::uint32_t n = 0; n < net_.facilities; ++n) {
    const Quanta scrapped = run.final.rare[n].wip_scrapped - undisturbed.final.rare[n].wip_scrapped;
    if (scrapped == 0) continue;
    rows.push_back({"scrapped", net_.entity_of(n), net_.product_name(n),
                    static_cast<double>(scrapped) * net_.quantum_of(n),
                    net_.model.products[net_.product_of(n).value].unit});
  }
  add_served(undisturbed, run, rows);
  for (const Delivered& need : delivered(undisturbed, run)) {
    const Need& of = net_.model.needs[need.need];
    rows.push_back({"compute_delivered", of.id, "", need.amount, of.unit});
    rows.push_back({"baseline_compute_delivered", of.id, "", need.undisturbed, of.unit});
  }
  add_payments(undisturbed, run, rows);
  const WorldLoss world = of_world(all);
  rows.push_back({"unmet_value", "world", "", world.unmet, net_.model.currency});
  rows.push_back({"given_up_value", "world", "", world.given_up, net_.model.currency});
}

std::vector<LogEntry> shortage_events(const Network& net, const std::vector<NodeLoss>& losses, std::int64_t steps) {
  std::vector<LogEntry> log;
  for (const NodeLoss& loss : losses) {
    if (!net.nodes[loss.node].sink || !loss.short_ever()) continue;
    const std::string product = net.product_name(loss.node);
    log.push_back({loss.first * net.step, "shortage-begins", net.entity_of(loss.node), product});
    // A shortage that lasts to the end of the run has no end to report.
    if (loss.last + 1 < steps)
      log.push_back({(loss.last + 1) * net.step, "shortage-ends", net.entity_of(loss.node), product});
  }
  return log;
}

}  // namespace fabshock
