// Subsidies: what is built because a government pays a part of it.
//
//   whose     projects of the facilities it selects whose tool-in T, as planned, lies in [at, until); and what their
//             owners decide to build within that time (expansion.h)
//   forward   tools are ordered on O' = max(at, O - f) instead of on O [a year before T], and move in as much earlier;
//             what is ordered by the day `at` stays as it is, and delays stay what they are
//   share     s of what building costs, C, is paid by the government from `at` on, the rest by the owner; spent evenly
//             from O' to the first starts, as far as the run goes
//   hurdle    p_h' = 1 + (p_h - 1)(1 - s) where p_h > 1: who pays less builds for a smaller rise of prices
//
// Of several, shares add up, to 1 at most, and the earliest O' counts. Switch `policies`.
// Source: an investment credit [35 % of what a fab in the US costs, from 2026 on] and grants are paid in shares of C.
// Evidence for f and for the hurdle: none; f is the scenario's.
#pragma once
#include <string>
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

// When a project's tools are ordered as planned.
Time order_of(const Project& project);

struct Support {
  std::vector<Aid> aids;  // from when on which share of its cost is paid
  Duration forward;       // O - O'
  std::string details;    // "; 180 d earlier, 35 % paid by chips-act"
};
Support support_of(const Scenario& scenario, const Project& project);

// What of a cost that is spent evenly over [from, to) aids have paid by a tick, as a share of it.
double paid_share(const std::vector<Aid>& aids, std::int64_t from, std::int64_t to, std::int64_t by);

std::vector<Aid> aids_of(const Scenario& scenario, std::uint32_t facilities);
// What subsidies leave of a hurdle of prices.
double lowered(double hurdle, const std::vector<Aid>& aids, std::uint32_t node, std::int64_t tick);

}  // namespace subsidy
}  // namespace fabshock
