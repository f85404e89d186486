// Order inflation: who is rationed orders more than he needs [the rationing game, Lee, Padmanabhan & Whang 1997]:
//
//   O <- O min(4, f^-omega),  f = sum s_e f_e, the fill rate of an input over its suppliers (sourcing.h)
//
// Default: omega 0.55 (`order_inflation`), 0 calm, 1 the full game. Source: a scratch fit to 2021; the bound: none.
// Switch `inflation`.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::order_inflation {

// Factor on the orders of an input's buyer.
double factor(const Sim& sim, std::uint32_t slot);

}  // namespace fabshock::order_inflation
