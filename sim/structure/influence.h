// How much of the world's business runs through a firm, by input-output analysis. With a_ij what j buys of i for a unit
// of value that it makes, L = (I - A)^-1 [Leontief 1941] and y what needs buy:
//   influence   x_i / sum of y,  x = L y: its sales over all final sales, of which a change of its productivity moves
//               the whole as much [Hulten 1978; Acemoglu et al. 2012]
//   extraction  x_i sum_k L_ki / L_ii over the sum of x: what is no longer made if it is taken out, with what its
//               suppliers made for it [hypothetical extraction: Dietzenbacher & Lahr 2013; closed form of Temurshoev
//               2010]
#pragma once
#include <vector>

#include "structure/trade.h"

namespace fabshock::structure {

struct Influence {
  std::vector<double> influence, extraction;  // by facility
};
Influence influence_of(const Trade& trade);

}  // namespace fabshock::structure
