// Queueing: a line's cycle time grows with its use, CT = t_p [1 + v u/(1 - u)], v = (c_a^2 + c_s^2)/2 [Kingman 1961;
// Hopp & Spearman 2011], t_p [steps] the time through an empty line. That holds of steady use; here the queue is what
// is there, and the line puts out of it what makes the two agree, as a clearing function does [Karmarkar 1989]:
//
//   through  a lot has passed once the raw time is over: CT at the baseline less the whole steps that it waits there
//   leaves   x = u K a step, where u solves (Q + q - x) = u K t_p v u/(1 - u): what is left waiting at the end of the
//            step is what Little's law and Kingman's formula say of that output. Q what is through and has not left,
//            q what of the baseline's queue is less than a whole step's; K with overtime, u < 1
//   W*       plans what waits at the flow that is forecast and that which fills the finished stock; at most at a use
//            of 0.95, or half of what is free
//
// In closed form, (f - v t_p) u^2 - (f + z) u + z = 0, z = (Q + q)/K, f the share of the step in which the line ran: an
// implicit step, and so without swings of its own. At the baseline x is exactly what was started. K is at least what a
// use of 0.98 takes: at 1 there is no steady queue. Default: v 0 (`variability`). Source of v: none.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::queueing {

// Does the cycle time of a line change with use?
inline bool changes(const NodeParams& params, const ControlLaw& law) {
  return law.variability > 0 && !params.continuous && !params.service;
}
// Whole steps that a lot waits in the line at the baseline.
std::int64_t usual_steps(const NodeParams& params, const ControlLaw& law, std::int64_t step);
// Of `through` quanta that could leave, what does; ran: the share of the step in which the line ran. share: the
// capacity now over the network's.
Quanta leaving(const NodeParams& params, const ControlLaw& law, std::int64_t step, Quanta through, double ran,
               double share);
// What waits at a flow [quanta a step] that lasts and `more` that fills the finished stock, beyond what would in
// proportion to the baseline's. ran: the share of its time in which the line runs.
double planned(const NodeParams& params, const ControlLaw& law, std::int64_t step, double lasting, double more,
               double ran, double share);

}  // namespace fabshock::queueing
