// What the stocks of a facility's inputs allow it to start, and what it takes of them: I/a starts of a critical input
// k, (1 - w) K phi dt + w I/a of an important one [Pichler et al. 2022]; I what its holders can use (buffers.h), a what
// is bought of the recipe's amount (recycling.h).
// Units: I [quanta], a [input per start], K [starts a step]. Defaults: critical, w 1. a and w are the model's; in
// world-2025 w is an assumption.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::inputs {

struct Started {
  Quanta starts = 0;
  std::int32_t line = 0;  // [ppm] share at which line inputs let the whole line run this step
};
// Of `target` starts wanted, those that inputs suffice for; consumes for them, and notes which input bound them.
Started start(const Sim& sim, std::uint32_t n, Quanta target);
// What is left of services is gone with the step.
void lapse(const Sim& sim, std::uint32_t n);

}  // namespace fabshock::inputs
