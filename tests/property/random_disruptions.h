// Random disruptions of every type as YAML text, earthquakes and hazards among them.
#pragma once
#include <string>
#include <vector>

#include "property/dice.h"

namespace fabshock::test {

// What there is to be hit: the makers of layer l are ml-0, ml-1, ..., their product is of class cl.
struct Targets {
  std::vector<int> makers;  // how many, by layer
  bool service = false;     // those of layer 0 are utilities
  bool priced = false;      // goods have prices
  bool orders = false;      // some need has single orders, which do not surge
};

std::vector<std::string> random_disruptions(Dice& dice, const Targets& targets);

}  // namespace fabshock::test
