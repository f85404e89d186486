// What a run has to tell, on one screen.
#pragma once
#include <iosfwd>
#include <string>

#include "results/blocs.h"
#include "results/measures.h"
#include "results/prices.h"

namespace fabshock {

// A run against the undisturbed one.
struct Story {
  std::vector<NodeLoss> losses;
  std::vector<Delivered> delivered;
  std::vector<PriceRise> rises;
  std::vector<BlocLoss> blocs;
  std::vector<ValueAdded> value_added;
};

Story story_of(const Network& network, const RunRecord& undisturbed, const RunRecord& run);

void print_summary(std::ostream& out, const Network& network, const Scenario& scenario, const RunRecord& run,
                   const Story& story, std::uint64_t seed, const std::string& folder);

// 1234567 -> "1.23 M"; three significant digits.
std::string short_number(double value);

}  // namespace fabshock
