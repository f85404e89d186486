#include <algorithm>
#include <cmath>

#include "base/math.h"
#include "network/controls.h"
#include "network/freeze.h"

namespace fabshock {
namespace {

constexpr double kCapacityTolerance = 1e-6;
constexpr double kQuantumTolerance = 1e-2;  // of a capacity, that one quantum a step of rounding may be
constexpr double kLargestUse = 0.98;        // Kingman's queue has no steady state at 1
constexpr double kPlannedUse = 0.85;        // of a line that is not built: at which its cycle time is as given

class NodeFreezer {
 public:
  NodeFreezer(const Blueprint& plan, Network& net) : plan_(plan), graph_(plan.graph), net_(net) {}

  void run() {
    net_.reserve.resize(net_.nodes.size(), 0);
    service_hour_ = service_hours(plan_, net_);
    for (std::uint32_t n = 0; n < net_.nodes.size(); ++n) freeze_node(n);
    check_ranges();
  }

 private:
  const Model& model() const { return net_.model; }
  bool is_sink(std::uint32_t n) const { return graph_[n].kind == VertexKind::kSink; }
  double steps(double hours) const { return hours / static_cast<double>(net_.step); }
  double days_a_step() const { return static_cast<double>(net_.step) / 24.0; }
  const Recipe* recipe(std::uint32_t n) const {
    const RecipeIx r = model().facilities[graph_[n].facility.value].recipe;
    return r.valid() ? &model().recipes[r.value] : nullptr;
  }
  double quantum(std::uint32_t n) const { return model().products[graph_[n].makes.product.value].quantum; }

  void freeze_node(std::uint32_t n) {
    NodeParams& node = net_.nodes[n];
    const Control& control = plan_.controls[n];
    ControlLaw law = law_of(control, net_.step);
    if (!plan_.switches.inflation) law.order_inflation = 0;
    if (!plan_.switches.lead_times) law.lead_time_feedback = 0;
    node.sink = is_sink(n);
    node.continuous = *control.continuous;
    if (node.continuous && net_.step < 2) {
      plan_.diagnostics.error(graph_[n].place,
                              "'" + name_of(model(), graph_[n]) + "' is continuous, which takes a step of at least 2 h",
                              "'step: 1 d' in the scenario, or 'continuous: off' for it");
    }
    net_.any_continuous = net_.any_continuous || (node.continuous && !node.sink);
    node.unlimited = *control.unlimited;
    node.negative_orders = *control.negative_orders;
    node.exponential_service = *control.service == Service::kExponential;
    node.review_steps = std::max(1, static_cast<std::int32_t>(rounded(steps(control.review->value))));
    law.delay_index =
        static_cast<std::int32_t>(index_of(net_.information_delays, rounded(steps(control.information_delay->value))));
    if (node.sink) {
      freeze_sink(plan_, net_, n);
    } else {
      freeze_facility(n, node, law);
    }
    freeze_slots(n, node);
    node.per_good = 1.0 / node.yield.value();
    set_stocks_of_flow(n, node);
    if (control.base_stock || control.service_level) node.base_stock = base_stock(n, control);
    node.law = index_of(net_.laws, law);
  }

  // What a line holds for each unit that it makes a step; one that makes nothing at the baseline, by its recipe.
  void set_stocks_of_flow(std::uint32_t n, NodeParams& node) const {
    if (node.service || node.sink) return;
    if (node.active) {
      const double per_flow = 1.0 / static_cast<double>(node.good0);
      node.finished_per_flow = per_flow * static_cast<double>(node.finished0) + 1.0;
      node.wip_per_flow = per_flow * static_cast<double>(node.wip0);
    } else {
      node.finished_per_flow = steps(plan_.controls[n].finished_stock->value) + 1.0;
      node.wip_per_flow = node.per_good * static_cast<double>(lots_in_line(node));
    }
  }

  // Lots begun at steps -1, -2, ... that are not yet through when production starts at step 0.
  std::int64_t lots_in_line(const NodeParams& node) const {
    const std::int64_t whole = node.cycle / kPpm + (node.cycle % kPpm != 0 ? 1 : 0);
    return (whole - 1) / net_.step;
  }

  // Of an equal entry, which is added where there is none.
  template <typename T>
  static std::uint32_t index_of(std::vector<T>& entries, const T& entry) {
    const auto found = std::find(entries.begin(), entries.end(), entry);
    const auto index = static_cast<std::uint32_t>(found - entries.begin());
    if (found == entries.end()) entries.push_back(entry);
    return index;
  }

  Quanta base_stock(std::uint32_t n, const Control& control) {
    const double unit = quantum(n);
    if (control.base_stock) return rounded(control.base_stock->value / unit);
    // Newsvendor: the fractile of one step's demand [Arrow, Harris & Marschak 1951]. Mean and spread are those of the
    // sinks the node serves.
    double mean = 0;
    double variance = 0;
    for (const std::uint32_t l : net_.out(n)) {
      const std::uint32_t buyer = net_.lane_info[l].to;
      mean += static_cast<double>(net_.lanes[l].flow0);
      if (!is_sink(buyer)) continue;
      const double sd =
          static_cast<double>(net_.lanes[l].flow0) * model().needs[graph_[buyer].need.value].variation.value;
      variance += sd * sd;
    }
    return rounded(mean + std::sqrt(variance) * normal_quantile(control.service_level->value));
  }

  void freeze_facility(std::uint32_t n, NodeParams& node, ControlLaw& law) {
    const Facility& facility = model().facilities[graph_[n].facility.value];
    const double unit = quantum(n);
    for (const std::uint32_t l : net_.out(n)) node.good0 += net_.lanes[l].flow0;
    const double yield = recipe(n) != nullptr ? recipe(n)->yield.value : 1.0;
    node.active = node.good0 > 0;
    node.start0 = std::max(rounded(static_cast<double>(node.good0) / yield), node.good0);
    node.yield = node.active ? reduced(node.good0, node.start0) : from_decimal(yield);
    node.all_good = node.yield.ratio == Rational{1, 1};
    node.service = !model().products[facility.makes.product.value].storable;
    if (node.service) check_service(n, node, law);
    node.planned = facility.planned;
    if (node.planned && node.active) {
      plan_.diagnostics.error(graph_[n].place,
                              "'" + name_of(model(), graph_[n]) + "' is planned, and would have to make " +
                                  std::to_string(static_cast<double>(node.good0) * unit / days_a_step()) +
                                  " a day at the baseline",
                              "leave out the shares and flows of its lanes; a project brings it its orders");
    }
    node.finite = facility.reserve.has_value() && plan_.switches.depletion;
    if (facility.reserve) net_.reserve[n] = rounded(facility.reserve->value / unit);
    freeze_capacity(n, node, facility, unit);
    if (node.capacity != kUnlimited) {
      const double overtime = plan_.switches.overtime ? plan_.controls[n].overtime->value : 0.0;
      node.most = node.capacity + rounded(overtime * static_cast<double>(node.capacity));
    }
    const double hours = plan_.controls[n].finished_stock->value;
    node.finished0 = node.service ? 0 : rounded(steps(hours) * static_cast<double>(node.good0));
    // A service is made and used within the step: it starts an hour after the step's orders are in, and is ready two
    // hours before the step ends, so that a lane of an hour brings it to the next intake.
    // One that others of the kind use starts an hour after these.
    node.start_offset = node.service ? service_hour_[n] : 0;
    node.follows_load = node.start_offset > 0;
    node.depart_offset = node.service ? static_cast<std::int32_t>(std::max<std::int64_t>(0, net_.step - 2)) : 0;
    set_cycle(n, node, law);
  }

  // A service is made for the orders of the step, so that none of what steers a stock has a meaning for it.
  void check_service(std::uint32_t n, const NodeParams& node, const ControlLaw& law) {
    const char* what = node.continuous                    ? "cannot be continuous"
                       : law.policy == Policy::kBaseStock ? "can hold no base stock"
                       : node.negative_orders             ? "cannot take negative orders"
                                                          : nullptr;
    if (what == nullptr) return;
    plan_.diagnostics.error(graph_[n].place,
                            "'" + name_of(model(), graph_[n]) + "' makes '" +
                                model().products[graph_[n].makes.product.value].id + "', which is not storable, and " +
                                what,
                            "'storable: on' for the product, or another 'select'");
  }

  void freeze_capacity(std::uint32_t n, NodeParams& node, const Facility& facility, double quantum) {
    if (!facility.capacity) return;
    node.capacity = rounded(facility.capacity->value * days_a_step() / quantum);
    if (node.start0 <= node.capacity) return;
    const double excess = static_cast<double>(node.start0) / std::max(1.0, static_cast<double>(node.capacity)) - 1.0;
    // A table's own rounding, or that of a few quanta a step, is no shortage.
    if (excess <= kCapacityTolerance || (node.start0 - node.capacity <= 1 && excess <= kQuantumTolerance)) {
      node.capacity = node.start0;
      return;
    }
    const double per_day = 24.0 / static_cast<double>(net_.step) * quantum;
    plan_.diagnostics.error(facility.capacity->place,
                            "no baseline: '" + name_of(model(), graph_[n]) + "' would have to start " +
                                std::to_string(static_cast<double>(node.start0) * per_day) +
                                " a day and has capacity for " +
                                std::to_string(static_cast<double>(node.capacity) * per_day),
                            "raise its capacity, lower its share of its users' intake, or lower the demand behind it");
  }

  void set_cycle(std::uint32_t n, NodeParams& node, ControlLaw& law) {
    const Recipe* r = recipe(n);
    const std::int64_t ticks = r != nullptr ? rounded(r->cycle_time.value) : 0;
    if (node.capacity != kUnlimited && node.capacity > 0) {
      node.base_use = std::min(kLargestUse, static_cast<double>(node.start0) / static_cast<double>(node.capacity));
      if (node.planned) node.base_use = kPlannedUse;
    }
    // A stepped line is seen once a step. Lots are through half a step before the step that takes them, so that a cycle
    // time is rounded to the nearest step and a few hours' stop does not cost a day.
    const std::int64_t in_steps = std::max<std::int64_t>(1, (ticks + net_.step / 2) / net_.step);
    const std::int64_t seen = node.continuous ? ticks : in_steps * net_.step - net_.step / 2;
    node.cycle = std::max<std::int64_t>(1, seen) * kPpm;
    if (node.finite || node.capacity == kUnlimited) law.variability = 0;
    const double queueing = 1.0 + law.variability * node.base_use / (1.0 - node.base_use);
    node.raw_process_time = static_cast<std::int64_t>(static_cast<double>(in_steps * net_.step * kPpm) / queueing);
    if (node.service) return;
    node.wip0 = node.start0 * lots_in_line(node);
  }

  void freeze_slots(std::uint32_t n, NodeParams& node) {
    for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
      SlotParams& slot = net_.slots[s];
      SlotInfo& info = net_.slot_info[s];
      ProductRef what = graph_[n].makes;
      info.storable = model().products[info.product.value].storable;
      node.uses_services = node.uses_services || !info.storable;
      for (std::uint32_t i = slot.in_begin; i < slot.in_end; ++i) info.intake0 += net_.lanes[i].flow0;
      if (node.sink) {
        slot.per = Rational{1, 1};
      } else {
        const Input& input = *graph_[n].inputs[s - node.slot_begin];
        what = input.what;
        const bool as_critical = !plan_.switches.importance && input.criticality == Criticality::kImportant;
        info.criticality = as_critical ? Criticality::kCritical : input.criticality;
        info.weight = as_critical ? 1.0 : input.weight.value;
        info.line = input.line;
        if (input.tools) {
          info.tools = std::max<Quanta>(1, rounded(input.tools->value / model().products[info.product.value].quantum));
        }
        const double in_quanta = input.per.value * quantum(n) / model().products[info.product.value].quantum;
        // A need of less than half a quantum a step is no need: what is never ordered must not be waited for.
        slot.per = node.active ? reduced(info.intake0, node.start0) : from_decimal(in_quanta);
        if (node.active && info.intake0 == 0 && in_quanta > 0) warn_of_nothing(n, info);
      }
      slot.per_value = slot.per.value();
      slot.cover =
          info.storable ? steps(resolve_cover(model(), graph_[n], what) * plan_.controls[n].cover_scale->value) : 0.0;
      slot.stock0 = rounded(slot.cover * static_cast<double>(info.intake0));
      slot.use_ratio = node.active ? static_cast<double>(info.intake0) / static_cast<double>(node.good0)
                                   : slot.per_value / node.yield.value();
      set_lags(slot, node);
    }
    for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
      SlotInfo& info = net_.slot_info[s];
      const bool lies_with_many = plan_.switches.buffers && net_.slots[s].cover > 0 && info.tools == 0 &&
                                  !node.continuous && !node.negative_orders;
      info.spread = lies_with_many ? plan_.controls[n].cover_spread->value : 0.0;
      node.spread_buffers = node.spread_buffers || info.spread > 0.0;
      info.reacts = net_.sourcing.on && info.storable && info.tools == 0 && (info.intake0 > 0 || !node.active) &&
                    !node.continuous && !node.negative_orders && *plan_.controls[n].policy == Policy::kPipeline;
    }
    node.may_rest = node.sink && node.steady && !node.continuous && !node.uses_services && !node.negative_orders;
  }

  void warn_of_nothing(std::uint32_t n, const SlotInfo& slot) {
    const std::string& product = model().products[slot.product.value].id;
    plan_.diagnostics.warning(graph_[n].place,
                              "'" + name_of(model(), graph_[n]) + "' needs so little '" + product +
                                  "' that it rounds to nothing a step, and is left out",
                              "give product '" + product + "' a smaller quantum");
  }

  void set_lags(const SlotParams& slot, const NodeParams& buyer) {
    for (std::uint32_t i = slot.in_begin; i < slot.in_end; ++i) {
      LaneInfo& lane = net_.lane_info[i];
      LaneParams& law = net_.lanes[i];
      const std::int64_t out =
          makes_service(net_.model, graph_[lane.from]) ? std::max<std::int64_t>(0, net_.step - 2) : 0;
      lane.lag = static_cast<std::int32_t>((out + lane.transit + net_.step - 1) / net_.step);
      if (buyer.continuous) lane.lag = lane.transit;
      // A continuous supplier departs when it is ordered from.
      lane.late_order = buyer.start_offset > out && !*plan_.controls[lane.from].continuous;
      const std::int32_t ahead = lane.lag - (lane.late_order ? 0 : 1);
      law.on_order0 = ahead * law.flow0;
      law.pipeline_share = law.share * ahead;
    }
  }

  // The work queued at a bottleneck, in quanta times the ticks and ppm of a step, must stay within 63 bits. A stepped
  // line queues a step's; a continuous one whatever is ordered, and may fall four years of days behind.
  void check_ranges() {
    constexpr Quanta kStepped = 64;
    constexpr Quanta kContinuous = 1461;
    for (std::uint32_t n = 0; n < net_.nodes.size(); ++n) {
      const NodeParams& node = net_.nodes[n];
      const Quanta most = (Quanta{1} << 62) / (net_.step * kPpm) / (node.continuous ? kContinuous : kStepped);
      if (std::max(node.start0, node.most == kUnlimited ? 0 : node.most) <= most) continue;
      plan_.diagnostics.error(
          graph_[n].place,
          "'" + name_of(model(), graph_[n]) + "' makes more than " + std::to_string(most) + " quanta a step",
          "give product '" + model().products[graph_[n].makes.product.value].id + "' a larger quantum");
    }
  }

  const Blueprint& plan_;
  const WorldGraph& graph_;
  Network& net_;
  std::vector<std::int32_t> service_hour_;  // by node
};

}  // namespace

void freeze_nodes(const Blueprint& plan, Network& net) {
  NodeFreezer(plan, net).run();
}

}  // namespace fabshock
