#include "dynamics/ledgers.h"

#include <optional>

namespace fabshock {
namespace {

class Auditor {
 public:
  Auditor(const Network& net, const State& before, const State& now) : net_(net), before_(before), now_(now) {}

  std::vector<std::string> run() {
    for (std::uint32_t n = 0; n < net_.size(); ++n) net_.nodes[n].sink ? sink(n) : facility(n);
    for (std::uint32_t s = 0; s < net_.slots.size(); ++s) slot(s);
    for (std::uint32_t l = 0; l < net_.lanes.size(); ++l) lane(l);
    payments();
    return std::move(broken_);
  }

 private:
  struct Who {  // a node, or a lane between two
    std::uint32_t node = 0;
    std::optional<std::uint32_t> to{};
  };

  // Spelt out only where something is broken.
  std::string name_of(const std::optional<Who>& who) const {
    if (!who) return "all";
    return who->to ? net_.entity_of(who->node) + " -> " + net_.entity_of(*who->to) : net_.entity_of(who->node);
  }

  void expect(Quanta left, Quanta right, const char* what, const std::optional<Who>& who) {
    if (left == right) return;
    broken_.push_back(std::string(what) + " at " + name_of(who) + ": " + std::to_string(left) +
                      " != " + std::to_string(right));
  }

  void facility(std::uint32_t n) {
    const NodeState& a = before_.nodes[n];
    const NodeState& b = now_.nodes[n];
    const Who who{n};
    expect(b.finished, a.finished + b.good - b.shipped - now_.rare[n].finished_lost, "finished stock", who);
    expect(b.wip, a.wip + b.started - b.good - b.scrap, "work in process", who);
    if (!net_.nodes[n].service) {
      Quanta in_lots = 0;
      for (std::uint32_t i = 0; i < b.lot_count; ++i) {
        in_lots += now_.lots[b.lot_base + ((b.lot_head + i) & b.lot_mask)].quantity;
      }
      expect(b.wip, in_lots, "lots in process", who);
    }
    if (net_.nodes[n].finite) expect(now_.reserve[n], before_.reserve[n] - b.started, "reserve", who);
    Quanta shipped = 0;
    Quanta due = 0;
    for (const std::uint32_t l : net_.out(n)) {
      shipped += now_.lanes[l].shipped;
      if ((now_.lanes[l].flags & LaneState::kResting) == 0) due += now_.lanes[l].backlog;
    }
    expect(b.shipped, shipped, "shipments", who);
    expect(now_.due[n], due, "orders not shipped", who);
  }

  void sink(std::uint32_t n) {
    const NodeState& a = before_.nodes[n];
    const NodeState& b = now_.nodes[n];
    expect(b.started, b.good + b.scrap + b.backlog - a.backlog, "demand", Who{n});
    expect(b.good, now_.slots[net_.nodes[n].slot_begin].consumed, "served", Who{n});
  }

  void slot(std::uint32_t s) {
    const SlotState& a = before_.slots[s];
    const SlotState& b = now_.slots[s];
    const Who who{net_.slot_info[s].node};
    expect(b.stock, a.stock + b.received - b.consumed - now_.lost[s], "input stock", who);
    Quanta arrived = 0;
    for (std::uint32_t i = net_.slots[s].in_begin; i < net_.slots[s].in_end; ++i) {
      arrived += now_.lanes[i].arrived;
    }
    expect(b.received, arrived, "arrivals", who);
    if (net_.slot_info[s].tools > 0) {
      expect(b.received, now_.installed[s] + b.stock + now_.lost[s], "tools delivered, installed and in stock", who);
    }
  }

  void lane(std::uint32_t l) {
    const LaneState& a = before_.lanes[l];
    const LaneState& b = now_.lanes[l];
    const Who who{net_.lane_info[l].from, net_.lane_info[l].to};
    expect(b.in_transit, a.in_transit + b.shipped - b.arrived - now_.seized[l], "goods in transit", who);
    expect(b.backlog, a.backlog + b.ordered - b.shipped - now_.cancelled[l], "backlog", who);
    Quanta in_ring = 0;
    for (std::uint32_t i = 0; i < b.cells; ++i) in_ring += now_.rings[b.ring + i];
    for (const Quanta held : now_.held[l]) in_ring += held;
    expect(b.in_transit, in_ring, "goods in the ring or held", who);
  }

  void payments() {
    const PaymentState& paid = now_.payments;
    Cents spent = 0;
    Cents earned = paid.tariffs;
    for (const Cents c : paid.spent) spent += c;
    for (const Cents c : paid.earned) earned += c;
    expect(spent, earned, "payments out and in", std::nullopt);
  }

  const Network& net_;
  const State& before_;
  const State& now_;
  std::vector<std::string> broken_;
};

}  // namespace

std::vector<std::string> broken_ledgers(const Network& network, const State& initial, const State& state) {
  return Auditor(network, initial, state).run();
}

}  // namespace fabshock
