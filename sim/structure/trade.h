// Who buys what of whom at the baseline, by value: what the structural measures are made of. Nothing is simulated.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "network/network.h"

namespace fabshock::structure {

struct Purchase {  // a lane that carries something
  std::uint32_t from = 0, to = 0;
  double value = 0;  // a day, at the baseline price [currency]
  double share = 0;  // of what the buyer takes in of this input
};

// What a buyer cannot do without; without the whole of it the share `weight` of what he makes is lost.
struct Required {
  std::uint32_t buyer = 0;
  double weight = 1;  // 1: critical
  std::vector<std::uint32_t> purchases;
};

struct Trade {
  std::uint32_t makers = 0;           // firms before it are facilities, the others needs' options
  std::vector<std::uint32_t> sector;  // by firm: firms of one sector make the same
  std::vector<double> size;           // by firm: the larger of what it sells and what it buys [currency a day]
  std::vector<Purchase> purchases;
  std::vector<Required> required;  // by buyer
  std::vector<double> output;      // by firm: what it makes, at the baseline price; of a need 0
  std::uint32_t firms() const { return static_cast<std::uint32_t>(sector.size()); }
};

// Firms are the network's nodes.
Trade trade_of(const Network& network);

}  // namespace fabshock::structure
