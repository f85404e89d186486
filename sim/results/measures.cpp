#include "results/measures.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace fabshock {
namespace {

struct Span {  // of steps
  std::int64_t first = -1, last = -1;
  void add(std::size_t t) {
    if (first < 0) first = static_cast<std::int64_t>(t);
    last = static_cast<std::int64_t>(t);
  }
};

NodeLoss loss_of(const Network& net, const RunRecord& before, const RunRecord& run, std::uint32_t n) {
  NodeLoss loss;
  loss.node = n;
  const std::size_t steps = std::min(before.delivered.size(), run.delivered.size());
  Quanta total = 0;
  Quanta given_up = 0;
  Quanta window = 0;
  Quanta delivered = 0;
  Span marked, any;
  Quanta usual = 0;  // what there should have been in the same steps
  const bool sink = net.nodes[n].sink;
  const auto expected = [&](std::size_t t) { return sink ? run.asked[t][n] : before.delivered[t][n]; };
  // What is not asked for is not missed.
  const auto less_asked = [&](std::size_t t) { return sink ? before.asked[t][n] - run.asked[t][n] : 0; };
  const auto week = static_cast<std::size_t>(std::max<std::int64_t>(1, (kTicksPerWeek + net.step / 2) / net.step));
  for (std::size_t t = 0; t < steps; ++t) {
    const Quanta missing = before.delivered[t][n] - run.delivered[t][n] - less_asked(t);
    given_up += less_asked(t);
    total += missing;
    window += missing;
    usual += expected(t);
    if (t >= week) {
      window -= before.delivered[t - week][n] - run.delivered[t - week][n] - less_asked(t - week);
      usual -= expected(t - week);
    }
    if (t + 1 >= std::min(week, steps) && usual > 0) {
      loss.worst = std::max(loss.worst, static_cast<double>(window) / static_cast<double>(usual));
    }
    delivered += before.delivered[t][n];
    // A shortage is more than a thousandth of a step's flow: orders that ripple by a few quanta are none.
    if (missing * 1000 > net.usual_of(n)) marked.add(t);
    if (missing > 0) any.add(t);
  }
  // Less than that, but for so long that it adds up, is one too.
  constexpr double kAddsUp = 1e-5;  // of what was delivered
  if (marked.first < 0 && static_cast<double>(total) > kAddsUp * static_cast<double>(delivered)) marked = any;
  loss.first = marked.first;
  loss.last = marked.last;
  // The undisturbed run may have served who waited in that very week.
  if (sink) loss.worst = std::min(loss.worst, 1.0);
  const auto flow = static_cast<double>(net.usual_of(n));
  loss.lost = static_cast<double>(total) * net.quantum_of(n);
  loss.value = loss.lost * net.price_of(n);
  constexpr double kNoticed = 1e-6;  // of what is demanded: less is rounding
  if (std::fabs(static_cast<double>(given_up)) > kNoticed * static_cast<double>(run.final.nodes[n].started)) {
    loss.given_up = static_cast<double>(given_up) * net.quantum_of(n);
  }
  if (flow > 0) {
    loss.lost_days = static_cast<double>(total) / flow * static_cast<double>(net.step) / 24.0;
  }
  return loss;
}

// What makers earned and needs spent.
void add_payments(const Network& net, const RunRecord& undisturbed, const RunRecord& run,
                  std::vector<MeasureRow>& rows) {
  const PaymentState& now = run.final.payments;
  const PaymentState& twin = undisturbed.final.payments;
  if (now.earned.empty()) return;
  const std::string& currency = net.model.currency;
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    const bool sink = net.nodes[n].sink;
    const Cents cents = sink ? now.spent[n] : now.earned[n];
    const Cents before = sink ? twin.spent[n] : twin.earned[n];
    if (cents == 0 && before == 0) continue;
    const std::string name = sink ? "spending" : "revenue";
    rows.push_back({name, net.entity_of(n), net.product_name(n), static_cast<double>(cents) / 100, currency});
    rows.push_back(
        {"baseline_" + name, net.entity_of(n), net.product_name(n), static_cast<double>(before) / 100, currency});
  }
  rows.push_back({"tariffs", "world", "", static_cast<double>(now.tariffs) / 100, currency});
}

}  // namespace

std::vector<NodeLoss> losses(const Network& net, const RunRecord& undisturbed, const RunRecord& run) {
  std::vector<NodeLoss> all;
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    NodeLoss loss = loss_of(net, undisturbed, run, n);
    if (loss.short_ever() || loss.given_up != 0) all.push_back(loss);
  }
  return all;
}

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

WorldLoss world_loss(const Network& net, const std::vector<NodeLoss>& losses) {
  // By need, because what moves from one of its options to another is no loss.
  struct NeedLoss {
    double unmet = 0, given_up = 0;
  };
  const std::vector<double> worth = worth_of_sinks(net);
  std::map<std::uint32_t, NeedLoss> needs;
  for (const NodeLoss& loss : losses) {
    if (!net.nodes[loss.node].sink) continue;
    const SinkParams& sink = net.sinks[loss.node - net.facilities];
    const double price = worth[loss.node - net.facilities] / net.quantum_of(loss.node);
    if (loss.short_ever()) needs[sink.need.value].unmet += loss.lost * price;
    needs[sink.need.value].given_up += loss.given_up * price;
  }
  WorldLoss world;
  for (const auto& [need, loss] : needs) {
    world.unmet += std::max(0.0, loss.unmet);
    world.given_up += loss.given_up;
  }
  return world;
}

std::vector<Delivered> delivered_to_needs(const Network& net, const RunRecord& undisturbed, const RunRecord& run) {
  std::map<std::uint32_t, Delivered> needs;
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
    const SinkParams& sink = net.sinks[n - net.facilities];
    if (net.model.needs[sink.need.value].unit.empty()) continue;
    Delivered& need = needs[sink.need.value];
    need.need = sink.need.value;
    need.amount += static_cast<double>(run.final.nodes[n].good) * sink.gives;
    need.undisturbed += static_cast<double>(undisturbed.final.nodes[n].good) * sink.gives;
  }
  std::vector<Delivered> all;
  for (const auto& [ix, need] : needs) all.push_back(need);
  return all;
}

std::vector<MeasureRow> measures_of(const Network& net, const RunRecord& undisturbed, const RunRecord& run,
                                    const std::vector<NodeLoss>& losses) {
  std::vector<MeasureRow> rows;
  const std::string& currency = net.model.currency;
  for (const NodeLoss& loss : losses) {
    const std::string& entity = net.entity_of(loss.node);
    const Product& product = net.model.products[net.product_of(loss.node).value];
    const bool sink = net.nodes[loss.node].sink;
    const auto add = [&](const char* measure, double value, std::string unit) {
      rows.push_back({measure, entity, net.product_name(loss.node), value, std::move(unit)});
    };
    if (loss.given_up != 0) {
      add("given_up", loss.given_up, product.unit);
    }
    if (!loss.short_ever()) continue;
    add(sink ? "unmet" : "lost_output", loss.lost, product.unit);
    add(sink ? "unmet_days" : "lost_output_days", loss.lost_days, "d");
    add(sink ? "unmet_value" : "lost_revenue", loss.value, currency);
    add("worst_week", loss.worst, "1");
    add("shortage_begins", static_cast<double>(loss.first * net.step) / 24.0, "d");
    add("shortage_ends", static_cast<double>((loss.last + 1) * net.step) / 24.0, "d");
  }
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    const Quanta scrapped = run.final.rare[n].wip_scrapped - undisturbed.final.rare[n].wip_scrapped;
    if (scrapped == 0) continue;
    rows.push_back({"scrapped", net.entity_of(n), net.product_name(n),
                    static_cast<double>(scrapped) * net.quantum_of(n),
                    net.model.products[net.product_of(n).value].unit});
  }
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
    const Product& product = net.model.products[net.product_of(n).value];
    const NodeState& node = run.final.nodes[n];
    const NodeState& twin = undisturbed.final.nodes[n];
    const double quantum = net.quantum_of(n);
    rows.push_back(
        {"demand", net.entity_of(n), net.product_name(n), static_cast<double>(node.started) * quantum, product.unit});
    rows.push_back(
        {"served", net.entity_of(n), net.product_name(n), static_cast<double>(node.good) * quantum, product.unit});
    rows.push_back({"baseline_served", net.entity_of(n), net.product_name(n), static_cast<double>(twin.good) * quantum,
                    product.unit});
  }
  for (const Delivered& need : delivered_to_needs(net, undisturbed, run)) {
    const Need& of = net.model.needs[need.need];
    rows.push_back({"compute_delivered", of.id, "", need.amount, of.unit});
    rows.push_back({"baseline_compute_delivered", of.id, "", need.undisturbed, of.unit});
  }
  add_payments(net, undisturbed, run, rows);
  const WorldLoss world = world_loss(net, losses);
  rows.push_back({"unmet_value", "world", "", world.unmet, currency});
  rows.push_back({"given_up_value", "world", "", world.given_up, currency});
  std::stable_sort(rows.begin(), rows.end(),
                   [](const MeasureRow& a, const MeasureRow& b) { return a.measure < b.measure; });
  return rows;
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
