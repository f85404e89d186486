#include "dynamics/buffers.h"

#include <algorithm>
#include <cmath>

#include "base/math.h"
#include "dynamics/recycling.h"

namespace fabshock::buffers {
namespace {

constexpr double kExponential = 1e-9;  // 1 - v below which covers are taken to be exponential

// What is left of a share x of the full stock after `drawn` of it was wanted.
double left_of(double x, double drawn, double spread) {
  const double rest = 1.0 - spread;
  if (rest < kExponential) return x * det_exp(-drawn);
  const double base = det_pow(x, rest) - rest * drawn;
  return base > 0.0 ? det_pow(base, 1.0 / rest) : 0.0;
}

}  // namespace

BufferState initial(const Network& net) {
  BufferState state;
  if (std::none_of(net.nodes.begin(), net.nodes.end(), [](const NodeParams& n) { return n.spread_buffers; }))
    return state;
  for (const SlotParams& slot : net.slots) {
    state.left.push_back(slot.stock0);
    state.full.push_back(static_cast<double>(slot.stock0));
    state.carry.push_back(0);
    state.next_carry.push_back(0);
  }
  return state;
}

Quanta usable(const Network& net, State& state, std::uint32_t s, Quanta need, Quanta waiting) {
  const Quanta stock = std::max<Quanta>(0, state.slots[s].stock);
  const double spread = net.slot_info[s].spread;
  if (spread == 0.0) return stock;
  BufferState& buffers = state.buffers;
  const Quanta came = std::clamp<Quanta>(stock - buffers.left[s], 0, stock);
  const double full = buffers.full[s];
  buffers.next_carry[s] = buffers.carry[s];
  const auto before = static_cast<double>(stock - came);
  if (need + waiting <= came || full <= 0.0) return stock;
  if (need <= came) return before >= full ? stock : came;
  const double wanted = static_cast<double>(need - came) / full;
  const double drawn = full * (before / full - left_of(before / full, wanted, spread));
  const double whole = std::floor(drawn + buffers.carry[s]);
  buffers.next_carry[s] = drawn + buffers.carry[s] - whole;
  return std::min(stock, came + static_cast<Quanta>(whole));
}

void lose(State& state, std::uint32_t s, Quanta lost) {
  if (state.buffers.left.empty() || state.slots[s].stock <= 0) return;
  const double kept = 1.0 - static_cast<double>(lost) / static_cast<double>(state.slots[s].stock);
  state.buffers.left[s] = nearest(kept * static_cast<double>(state.buffers.left[s]));
  state.buffers.full[s] *= kept;
}

void gain(State& state, std::uint32_t s, Quanta gained) {
  if (state.buffers.left.empty()) return;
  state.buffers.left[s] += gained;
  state.buffers.full[s] += static_cast<double>(gained);
}

void settle(const Sim& sim, std::uint32_t n) {
  const NodeParams& node = sim.net.nodes[n];
  for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
    const SlotParams& slot = sim.net.slots[s];
    const Quanta left = std::max<Quanta>(0, sim.state.slots[s].stock);
    const double use = recycling::use_beyond(sim.net, sim.state, s, sim.state.nodes[n].forecast);
    const double planned = static_cast<double>(slot.stock0) + slot.cover * use + sim.state.more_planned(s);
    sim.state.buffers.left[s] = left;
    sim.state.buffers.carry[s] = sim.state.buffers.next_carry[s];
    double& full = sim.state.buffers.full[s];
    full = std::max(static_cast<double>(left), std::min(full, planned));
  }
}

}  // namespace fabshock::buffers
