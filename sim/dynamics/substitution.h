// Substitution: which of a need's options buyers ask for. An option s is asked for d_s(t) units, which give z_s = d_s
// C_s in the unit of the need (compute: C = nominal x the share that buyers get out of it); together Z. Once an option
// cannot be had, is forbidden or costs more, buyers move their Z to the others:
//
//   a_s(l) = f_s^nu min(l g_s^-mu, B_s/d_s),    sum z_s a_s(l) = Z
//   r_s <- r_s + (step/tau) (a_s(l)/l - r_s),    d_s' = d_s r_s Z / sum z r
//
// f the share of what was asked for that was served, smoothed over 14 d, g what a unit costs to buy and to run over
// what it cost at the start, (1 - e) p + e with e the energy's share; B what may pass where policies bound all its
// suppliers (who may have it of one turns to that one, sourcing.h): who would want more turns to the others, filled up
// to the common level l. Where nothing is bounded a/l is f^nu g^-mu; where too little may pass of all, r follows B/d.
// So sum d_s' C_s = Z always: the need does not
// shrink, and what replaces a strong unit is as many weak ones as give the same. At the baseline every r is exactly 1,
// but of what is barred, which is not asked for: there r is 0 until a policy permits it, and d_s the weight that makes
// it asked for at its potential once all r are 1. Form: shares A g^-mu of a constant-elasticity choice [Dixit &
// Stiglitz 1977]; no evidence for tau, nu and mu. Defaults: tau 180 d, nu 1, mu 1; C 1, e from 0 currency/kWh over 4
// years. Units: d [units/d], z [the need's unit a day].
#pragma once
#include "dynamics/sim.h"

namespace fabshock::substitution {

SubstitutionState initial(const Network& network);
// A step of all needs whose options replace one another, before the step's demand.
void update(const Sim& sim, std::int64_t tick);

}  // namespace fabshock::substitution
