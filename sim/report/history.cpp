#include "report/history.h"

#include <utility>

namespace fabshock {

History::History(const Network& net)
    : net_(net),
      totals_(net.size()),
      received_(net.slots.size()),
      lost_(net.slots.size()),
      finished_lost_(net.size()) {}

void History::record(const State& state, std::int64_t /*tick*/) {
  std::vector<NodeDay> nodes(net_.size());
  for (std::uint32_t n = 0; n < net_.size(); ++n) {
    const NodeState& now = state.nodes[n];
    const NodeState then = std::exchange(totals_[n], now);
    NodeDay& day = nodes[n];
    day.wanted = now.wanted;
    day.begun = now.begun;
    day.good = now.good - then.good;
    day.delivered = net_.nodes[n].sink ? day.good : now.shipped - then.shipped;
    day.asked = now.ordered - then.ordered;
    day.scrap = now.scrap - then.scrap;
    const Quanta lost = state.rare[n].finished_lost;
    day.finished_lost = lost - std::exchange(finished_lost_[n], lost);
    day.wip = now.wip;
    day.waiting = net_.nodes[n].sink ? now.backlog : 0;
    day.availability = now.availability;
    day.line = now.line;
    day.bound_slot = now.bound_slot;
    day.bound = now.bound;
  }
  std::vector<SlotDay> slots(net_.slots.size());
  for (std::size_t s = 0; s < slots.size(); ++s) {
    const Quanta received = state.slots[s].received;
    const Quanta lost = state.lost[s];
    slots[s] = {state.slots[s].stock, received - std::exchange(received_[s], received),
                lost - std::exchange(lost_[s], lost)};
  }
  std::vector<Quanta> shipped(net_.lanes.size());
  std::vector<Quanta> arrived(net_.lanes.size());
  for (std::size_t l = 0; l < shipped.size(); ++l) {
    shipped[l] = state.lanes[l].shipped;
    arrived[l] = state.lanes[l].arrived;
  }
  nodes_.push_back(std::move(nodes));
  slots_.push_back(std::move(slots));
  shipped_.push_back(std::move(shipped));
  arrived_.push_back(std::move(arrived));
}

}  // namespace fabshock
