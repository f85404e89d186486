// The fewest facilities through which all goes that a need gets of a product, directly or in what is made of it: a
// minimum cut of the chain from the makers of the product to the need, each facility counting once [Menger 1927; Ford &
// Fulkerson 1956]. Ways over inputs that are not critical are left out. Of several cuts of that size the one nearest to
// the product is given.
#pragma once
#include <vector>

#include "structure/trade.h"

namespace fabshock::structure {

struct Cut {
  std::uint32_t need = 0;                 // node
  std::uint32_t product = 0;              // a facility that makes it (Trade::product)
  std::uint32_t makers = 0;               // facilities that make it for that need
  std::vector<std::uint32_t> facilities;  // nodes, rising
};
// By need, then product.
std::vector<Cut> cuts(const Trade& trade);

}  // namespace fabshock::structure
