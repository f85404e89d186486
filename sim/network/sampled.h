// A network of a model whose numbers an experiment has drawn. Two kinds of draw have a meaning only with the baseline:
//   capacities   drawn is the use u at the tables' baseline; K = starts/u. A draw that asks for more has the capacity
//   for it,
//                and lines are as tight as drawn. (Many a published low capacity lies under today's output.)
//   prices       drawn is the value that makers add to a unit, v = p - c, c the inputs of a good unit of the dearest
//   maker; p = c' + v with what
//                inputs are drawn to cost. Prices drawn apart would have makers sell below what their inputs cost.
#pragma once
#include <optional>
#include <vector>

#include "network/network.h"

namespace fabshock {

struct SampledBaseline {
  std::vector<std::optional<double>> use;          // by facility; none: its capacity stands
  std::vector<std::optional<double>> value_added;  // [currency/unit], by price (reprice.h); none: it stands
};

// Errors as build_network's: a draw without a baseline is refused, never repaired.
std::shared_ptr<const Network> build_sampled(const Scenario& scenario, const SampledBaseline& sampled,
                                             Diagnostics& diagnostics);

// Of a model as it is: starts over capacity by facility, and value added by product, where makers have inputs.
SampledBaseline baseline_draws(const Model& model, Diagnostics& diagnostics);

}  // namespace fabshock
