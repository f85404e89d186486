// Which disruption or policy is why: of those that act on a lane or a node, the one that weighs most in what was seen
// there on a step. All functions return its index in the plan, or nothing where none tells of it.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "dynamics/disruption.h"
#include "report/history.h"

namespace fabshock {

class Blame {
 public:
  using Shock = std::optional<std::uint32_t>;
  Blame(const Network& network, const ShockPlan& plan, const History& history)
      : net_(network), plan_(plan), history_(history) {}

  // How far it was on a step [ppm of its severity].
  std::int32_t level(std::uint32_t shock, std::int64_t step) const;
  // What shut a lane, if that is a part of what did not come that tells of it.
  Shock closed(std::uint32_t lane, std::int64_t step) const;
  // Of the lanes that a maker sells over the one on which most was shut out, on the same terms: a lane, not a shock.
  std::optional<std::uint32_t> most_closed(std::uint32_t node, std::int64_t step) const;
  // The permit by which most of what is barred may pass over a lane.
  Shock permitted(std::uint32_t lane, std::int64_t step) const;
  // What held up, took or lost what was under way on a lane.
  Shock held_up(std::uint32_t lane, std::int64_t step) const;
  // A policy that forbids some of what a maker sells.
  Shock forbade(std::uint32_t node, std::int64_t step) const;
  // A policy by which a maker serves another lane of its first; and that lane.
  std::optional<std::pair<std::uint32_t, std::uint32_t>> put_first(std::uint32_t lane, std::int64_t step) const;
  // What destroyed stocks or work at a node, or spoilt what came out of it.
  Shock destroyed(std::uint32_t node, std::int64_t step) const;
  // What stopped a node, or a part of it.
  Shock stopped(std::uint32_t node, std::int64_t step) const;
  // The demand surge by which most is asked for then, of anybody.
  Shock surging(std::int64_t step) const;
  // What hit it at all.
  Shock hit(std::uint32_t node, std::int64_t step) const;

 private:
  double share_at(std::uint32_t shock, std::int64_t step) const { return level(shock, step) / 1e6; }
  double shuts(std::uint32_t shock, std::int64_t step) const;
  double delays(std::uint32_t shock, std::int64_t step) const;
  template <class Weight>
  static Shock strongest(const std::vector<std::uint32_t>& among, const Weight& weight);
  template <class Weight>
  Shock strongest_of_node(std::uint32_t node, const Weight& weight) const;

  const Network& net_;
  const ShockPlan& plan_;
  const History& history_;
};

}  // namespace fabshock
