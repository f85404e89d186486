// Input stocks that lie with many: one stock of a node stands for those of many buyers and parts, of which some have
// enough for long and others for a day. Who has least is short first, while others still have stock.
//
// Covers are spread over buyers as  P(c > y) = (1 - (1 - v) y/C)^(v/(1-v)),  C their mean and v the `cover_spread`:
// v = 0 all alike, 1/2 even from none to twice the mean, 1 exponential; their coefficient of variation is
// sqrt(v/(2-v)). While less comes in than is used, the buyers who still have stock are the share
//   G = (I/I*)^v
// of all, I* the stock at which nobody lacks it. What comes in goes to all alike, so that of a use w with an inflow q <
// w the stock covers G (w - q), and runs down as dI/dt = -G (w - q). Over a step, exactly:
//   I'/I* = [(I/I*)^(1-v) - (1-v)(w-q)/I*]^(1/(1-v)),  and (I/I*) e^(-(w-q)/I*) for v = 1.
// I* is the stock last planned and reached: max(I, min(I*, planned)). At the baseline I = I*, and all is as without.
// What waits at a need waits with those who lack stock, and takes what comes in beyond the use. A disruption that
// destroys stock takes the same share of everybody's. Less than a quantum that a step may not draw is carried to the
// next. Default v 0. The family is ours: it has G in closed form, and alike, even and exponential covers are members of
// it (docs/theory/buffers.md).
#pragma once
#include "dynamics/sim.h"

namespace fabshock::buffers {

BufferState initial(const Network& network);
// What a stock allows to be used this step where `need` is wanted, and `waiting` besides by those who lack stock
// [quanta]; all of it where buffers are alike. To be asked once a step.
Quanta usable(const Network& network, State& state, std::uint32_t slot, Quanta need, Quanta waiting = 0);
// Of a stock from which a disruption takes `lost`; to be called before it does.
void lose(State& state, std::uint32_t slot, Quanta lost);
// Of a stock to which so much is added at once.
void gain(State& state, std::uint32_t slot, Quanta gained);
// After a step's use, for every input of a node.
void settle(const Sim& sim, std::uint32_t n);

}  // namespace fabshock::buffers
