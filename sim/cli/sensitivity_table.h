// What drives the measures most asked for, on the terminal: a table for each, with a tornado beside it.
#pragma once
#include "batch/batch.h"

namespace fabshock::cli {

void print_sensitivities(const BatchOutcome& outcome, const BatchPlan& plan);

}  // namespace fabshock::cli
