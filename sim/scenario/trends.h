// How a model's world changes after the date at which its tables stand. Moving the model to a later `epoch` applies
// what each trend says of that date (advance.h); the baseline is then balanced anew (network/rebalance.h).
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "scenario/ids.h"
#include "scenario/number.h"
#include "scenario/product_ref.h"

namespace fabshock {

enum class TrendType : std::uint8_t {
  kCapacity,  // a plant grows by `add`, from `at` on, in a straight line over `ramp`
  kDemand,    // what needs ask for of their options is a multiple of the tables'
  kRecipe,    // what a start takes of an input
  kYield,     // of a recipe
  kCompute,   // what an option of a need gives, as a multiple of the tables'
  kDraw,      // what is taken from a finite stock is a multiple of the tables'
  kUnused,    // is known, and moves nothing in this model: `why`
};

struct TrendPoint {
  Time at;
  Number value;
};

struct NeedOption;

struct Trend {
  std::string id, why;
  TrendType type = TrendType::kUnused;
  FacilityIx facility;               // kCapacity, kDraw
  Number add;                        // kCapacity [units/d of starts]
  std::optional<Number> use;         // kCapacity: how much of what is added is used, as tight as the tables
  bool follow = false;               // kCapacity: makers of the product that no trend names grow with what is asked
  Time at;                           // kCapacity
  Number ramp;                       // kCapacity [h]
  Number late;                       // [h] by which all of its dates are later
  std::vector<TrendPoint> path;      // the others: a straight line from point to point, constant after the last
  Number factor{.value = 1};         // kDemand, kCompute: on how far the path is from 1
  std::vector<NeedIx> needs;         // kDemand, kCompute
  std::vector<std::string> options;  // kDemand, kCompute; none: all
  std::vector<ProductRef> bound;     // kDemand: no more than lets there be enough of these
  RecipeIx recipe;                   // kRecipe, kYield
  ProductRef input;                  // kRecipe
  Place place;
};

// Of a trend of needs: is this one of the options that it moves?
bool moves_option(const Trend& trend, const NeedOption& option);
// Where a path stands at a moment, beginning from `base` at `from`; late moves its points.
double path_at(const Trend& trend, Time from, double base, Time at);
// [d] The path over time, from `from` to `at`.
double integral_of(const Trend& trend, Time from, double base, Time at);
// The part of a capacity trend's `add` that is there, 0..1.
double ramped(const Trend& trend, Time at);

}  // namespace fabshock
