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
  static constexpr std::uint32_t kNone = 0xffffffff;
  std::uint32_t makers = 0;  // firms before it are facilities, the others needs' options
  // By firm: a facility that makes the same, product and variant; none of needs and of who holds stocks.
  std::vector<std::uint32_t> product;
  // By firm: firms of one sector can do one another's work. Who holds stocks, and who makes what cannot be stored, such
  // as power for where he is, is a sector of his own.
  std::vector<std::uint32_t> sector;
  std::vector<bool> active;  // by firm: something flows
  std::vector<double> size;  // by firm: the larger of what it sells and what it buys [currency a day]
  std::vector<double> sold, bought;
  std::vector<double> output;  // by firm: what it makes, at the baseline price; of a need 0
  std::vector<Purchase> purchases;
  std::vector<Required> required;  // by buyer
  std::uint32_t firms() const { return static_cast<std::uint32_t>(sector.size()); }
  double of_needs() const;  // what all needs buy
  bool sells_to(std::uint32_t from, std::uint32_t to) const;
};

// Firms are the network's nodes.
Trade trade_of(const Network& network);

}  // namespace fabshock::structure
