// Qualification: buyers take goods only of suppliers that they have accepted. Lanes that carry something at the
// baseline are of such; an untried lane (of a planned facility, or given no share) is tried first:
//
//   when       the first goods of a planned line are made, or a policy that forbade them ends; or the input's fill rate
//   f (sourcing.h) was below
//              f_q [0.8] for T_q [30 d], and the supplier has capacity
//   how long   lognormal(median 270 d, sigma 0.3)     [industry: consumer 3-6 months, industrial 6-12, cars 12-24]
//   outcome    accepted with probability 0.8; else tried again if there is still a reason to
//   cost       [currency] an attempt, paid to the supplier at its beginning
//   then       the lane has the standing s0_e = (K_i - what i makes already)/sum of the intake of all whom i could
//              serve and does not, and the buyer's shares follow as those of any (sourcing.h): a supplier that can make
//              a tenth of what they use gets 1/11 of their orders at equal fill rates and prices, more in a shortage
//
// Makers load their lines for what they expect to sell: of an untried lane, from the first attempt on (of a planned
// line, from the day on which it has capacity), the share w/(1 +
// w) of its buyer's usual intake that its standing w would bring, as part of their end-demand signal (ordering.h).
//
// Both draws of an attempt are its own, by buyer, supplier and number: they do not depend on when it is made.
// Evidence: durations from industry; success, f_q and T_q: assumptions.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::qualification {

QualificationState initial(const Network& network);
// A planned line has begun to be built up: it loads for whom it hopes to sell to.
void court(const Sim& sim, std::uint32_t node);
// It has made its first goods: who has not accepted these tries them.
void offer(const Sim& sim, std::uint32_t node, std::int64_t tick);
// A policy lets goods pass over a lane: a trial that it held up begins.
void permit(const Sim& sim, std::uint32_t lane, std::int64_t tick);
// An input is alert: if it has been short for long, its buyer tries whom he can.
void seek(const Sim& sim, std::uint32_t slot, std::int64_t tick);
// An attempt is over. Returns whether the goods are accepted.
bool conclude(const Sim& sim, std::uint32_t lane, std::int64_t tick);
// What makers expect of whom they court, beyond what end demand asks of them already [quanta a step].
void add_expected(const Sim& sim, std::vector<double>& demand);
// What a lane carries when all is well [quanta a step]: the baseline's flow; of an untried lane, what its standing
// would bring; to a planned user, its share of what he takes in at the capacity that he has; of tools, as if all came
// in a year. Closures and quotas let a share of it pass.
Quanta usual_flow(const Sim& sim, std::uint32_t lane);
// Weight of an untried lane in its buyer's choice; 0 until its goods are accepted.
double standing_of(const Sim& sim, std::uint32_t lane);

}  // namespace fabshock::qualification
