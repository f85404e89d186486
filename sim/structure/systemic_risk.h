// Economic systemic risk index [Diem, Borsos, Reisch, Kertesz & Thurner 2022]: the share of all firms' business that is
// touched when one fails and nobody has stocks.
//
// Each firm keeps the share h of its business; the failed one none. A shortage goes down from supplier to buyer: of an
// input of weight v  h <= 1 - v sum over suppliers j of (share_j s_j (1 - h_j)),  the scarcest input binds (Leontief;
// inputs that are not required bind nobody). A lack of orders goes up from buyer to supplier: h <= share of its sales
// that is still ordered. The two are found apart and the lower counts. ESRI = sum of size (1 - h) over sum of size,
// size the larger of sales and purchases. s_j: where the others of a sector take over what fails, in proportion to
// their share of what is left of it, s_j = min(1, sales_j / sum of the sector's sales h); else 1 (Trade::sector).
#pragma once
#include <vector>

#include "structure/trade.h"

namespace fabshock::structure {

enum class InputsAre : std::uint8_t {
  kRequired,  // as the trade says: the scarcest binds
  kLinear,    // each input counts by its value, whatever it is [the linear case of the paper]
};
enum class Others : std::uint8_t { kStand, kTakeOver };

// By facility.
std::vector<double> systemic_risk(const Trade& trade, InputsAre inputs, Others others);

}  // namespace fabshock::structure
