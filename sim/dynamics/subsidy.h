// Subsidies: what is built because a government pays a part of it.
//
//   whose     projects of the facilities it selects whose tool-in T, as planned, lies in [at, until); and what their
//             owners decide to build within that time (expansion.h)
//   forward   T' = max(at, T - f), and the order of tools as much earlier; delays stay what they are
//   share     s of what building costs, C, is paid by the government, 1 - s by the owner; spent evenly from the day
//             tools are ordered [a year before T'] to the first starts, as far as the run goes
//   hurdle    p_h' = 1 + (p_h - 1)(1 - s): who pays less builds for a smaller rise of prices
//
// Of several, shares add up, to 1 at most, and the earliest T' counts. Switch `policies`.
// Source: an investment credit [35 % of what a fab in the US costs, from 2026 on] and grants are paid in shares of C.
// Evidence for f and for the hurdle: none; f is the scenario's.
#pragma once
#include <vector>

#include "scenario/scenario.h"

namespace fabshock {

// In force for a facility, for what it decides to build.
struct Aid {
  std::uint32_t node = 0;
  std::int64_t from = 0, until = 0;  // [ticks)
  double share = 0;
};

namespace subsidy {

struct Support {
  double share = 0;
  Duration forward;     // T - T'
  std::string details;  // "; 180 d earlier, 35 % paid by chips-act"
};
Support support_of(const Scenario& scenario, const Project& project);

std::vector<Aid> aids_of(const Scenario& scenario, std::uint32_t facilities);
// What subsidies leave of a hurdle.
double hurdle(const std::vector<Aid>& aids, std::uint32_t node, std::int64_t tick, double hurdle);

}  // namespace subsidy
}  // namespace fabshock
