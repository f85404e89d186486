// What a run means for blocs: how much less each was served than in the undisturbed run (dependence), and how that
// compares between rivals (asymmetry); what value its plants did not add; what it has installed, and how far behind.
//
// dependence D(b, w) = 1 - served / served undisturbed, both summed over the w years from the first disruption (where
// there is none, the first policy, or the first news), of all that bloc b needs at baseline prices, and of each kind of
// need in its unit. On whom b depends is what the scenario hits. asymmetry = D(a, 1 year) - D(b, 1 year) of two rivals.
// Net dependence as power: Hirschman 1945, ch. 2. installed: dS/dt = served - S/life. innovation delay: at a moment,
// the time since S undisturbed first was as high as S has been by then; at most, and at the last moment at which S
// undisturbed still grows. It is a lower bound where S does not catch up by then.
#pragma once
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "results/measures.h"

namespace fabshock {

inline constexpr std::array<int, 3> kDependenceYears = {1, 2, 3};
inline constexpr std::string_view kFirstShockDay = "first_shock_day";  // the measure: from when on dependence counts

// The kind of need that is told of beside all needs: one of which it is known what is installed; empty: none.
std::string told_kind(const Model& model);

struct BlocLoss {
  std::string bloc, kind;                                    // kind: of need; empty: all its needs
  std::array<double, kDependenceYears.size()> dependence{};  // by window; NaN where the run is shorter
};

// By bloc, then kind (all needs first); empty where nothing happens. What was not needed has no row.
std::vector<BlocLoss> dependence(const Network& network, const RunRecord& undisturbed, const RunRecord& run);

// Value added in a region at baseline prices [currency]: what its facilities made, less what was used up for it, also
// for what was scrapped.
struct ValueAdded {
  std::uint32_t region = 0;
  double undisturbed = 0, lost = 0;
};
std::vector<ValueAdded> value_added(const Network& network, const RunRecord& undisturbed, const RunRecord& run);

std::vector<MeasureRow> bloc_measures(const Network& network, const RunRecord& undisturbed, const RunRecord& run);

}  // namespace fabshock
