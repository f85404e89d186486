// How makers of a product share what is asked of them, and who of their users takes how much from whom.
//
// Makers: T_i = min(most_i, theta usual_i), one theta, so that they add up to what is asked. Who gives a fixed amount
// gives that first. Flows: the prior's odds of any two makers with any two users, rows T_i, columns what users take, by
// iterative proportional fitting: the RAS method by which input-output tables are brought up to date [Stone 1961;
// Bacharach 1970].
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace fabshock {

struct SharingMaker {           // [units of good output a day]
  double usual = 0;             // at the use of the tables
  double most = 0;              // may be infinite
  std::optional<double> fixed;  // what it gives, or what is asked for if that is less
  bool passes = false;          // a stock holder: passes on what its users' usual shares ask of it, its T
  double target = 0;            // T_i
};

struct SharedFlow {
  std::uint32_t maker = 0, slot = 0;
  double prior = 0;
  double flow = 0;
};

// What these makers can give together.
double most_of(std::span<const SharingMaker> makers, std::span<const std::uint32_t> which);
// Fills T. If they cannot make it all, each makes more than it can, in proportion.
void set_targets(std::span<SharingMaker> makers, std::span<const std::uint32_t> which, double asked);
// Fills flow; taken by slot. Where lanes do not allow a row its T, what users take is kept and the row is not.
void fit_flows(std::span<const SharingMaker> makers, std::span<const double> taken, std::span<SharedFlow> flows);

// The parts into which makers and slots fall: those joined, directly or by others, by a flow with a prior of above 0 to
// a slot that takes anything; who passes on joins nobody. By maker and by slot: the part, or kNoPart.
struct Parts {
  std::uint32_t count = 0;
  std::vector<std::uint32_t> of_maker, of_slot;
};
inline constexpr std::uint32_t kNoPart = 0xffffffff;
Parts parts_of(std::span<const SharingMaker> makers, std::span<const double> taken, std::span<const SharedFlow> flows);

}  // namespace fabshock
