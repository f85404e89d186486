// Contingency analysis: every facility, site, region or owner stands still in turn, in a world that is else as a
// scenario has it. Here: what is knocked out, and the scenario with it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace fabshock {

struct KnockOut {
  std::string target;                   // what they are together; of a pair "a + b"
  std::vector<std::string> facilities;  // ids
  std::optional<double> hours;          // none: as long as nobody goes short, to be found (batch/survival.h)
  std::optional<double> alone;          // of a pair: what its two lose, each alone [currency]
};

enum class KnockOutBy : std::uint8_t { kFacility, kSite, kRegion, kOwner };

// Each facility; or each site, region or owner and its facilities, by name. Who has no owner owns himself. What is
// planned and never built is left out.
std::vector<KnockOut> targets_of(const Scenario& scenario, KnockOutBy by);

// All that the scenario says is part of the undisturbed world: losses are measured against it.
void take_for_granted(Scenario& scenario);
// Puts the outage into it, in the place of one that was there. hours: none: to the end of the run.
void knock_out(Scenario& scenario, const KnockOut& what, Time at, std::optional<double> hours);

}  // namespace fabshock
