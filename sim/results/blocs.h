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

// The kind of need that is told of beside all needs: one of which it is known what is installed; empty: none.
std::string told_kind(const Model& model);

struct BlocLoss {
  std::string_view bloc, kind;                               // kind: of need; empty: all its needs
  std::array<double, kDependenceYears.size()> dependence{};  // by window; NaN where the run is shorter
};

// Value added in a region, or a country of it, at baseline prices [currency]: what its facilities made, less what was
// used up for it, also for what was scrapped.
struct ValueAdded {
  std::uint32_t region = 0;
  std::string_view where;
  double undisturbed = 0, lost = 0;
};

class BlocMeasures {
 public:
  explicit BlocMeasures(const Network& network);  // must outlive it
  // By bloc, then kind (all needs first); empty where nothing happens. What was not needed has no row.
  const std::vector<BlocLoss>& dependence(const RunRecord& undisturbed, const RunRecord& run);
  const std::vector<ValueAdded>& value_added(const RunRecord& undisturbed, const RunRecord& run);  // by region
  void add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows);

 private:
  struct Needs {                               // of a bloc: all, or of one kind
    std::string_view bloc, kind, unit;         // unit: empty: counted at baseline prices
    std::vector<std::uint32_t> installed{};    // those of which it is said what is installed at the start
    std::vector<double> now{}, undisturbed{};  // what is installed after each step [unit]
    double served = 0, usual = 0;              // [unit, or currency]
  };
  // By how many steps the highest level so far was reached earlier undisturbed: the most, and the last; looked at as
  // long as what is installed undisturbed grows; -1: it does not.
  struct Delay {
    std::int64_t most = -1, last = -1;
  };
  struct Rivals {
    std::string_view bloc, other;
    std::string name;
  };
  void find_makers();
  void sum_served(const RunRecord& undisturbed, const RunRecord& run, std::size_t from, std::size_t to);
  void add_dependence(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows);
  void add_installed(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows);
  void sum_installed(const RunRecord& run, const std::vector<std::uint32_t>& needs, std::vector<double>& course) const;
  Delay delay_of(const std::vector<double>& now, const std::vector<double>& undisturbed);

  const Network& net_;
  const std::vector<double> worth_;                    // by sink
  std::vector<Needs> blocs_;                           // by bloc, then kind
  std::vector<std::array<std::uint32_t, 2>> of_sink_;  // of these: all needs of its bloc, its kind
  std::vector<std::vector<std::uint32_t>> sinks_;      // by need of the model
  std::vector<Rivals> rivals_;
  std::vector<BlocLoss> losses_;
  std::vector<ValueAdded> regions_, countries_;         // those that make anything; no countries where sites have none
  std::vector<std::array<std::uint32_t, 2>> of_maker_;  // of these: the region and the country of a facility
  std::vector<double> highest_;                         // for delays
};

}  // namespace fabshock
