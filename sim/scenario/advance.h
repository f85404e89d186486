// Moves a model from the date of its tables to its epoch: what each trend says of that date is put into its numbers.
#pragma once
#include "scenario/model.h"

namespace fabshock {

// Sets a value; low and high keep their ratio to it.
void set_value(Number& number, double value);
// Is the baseline to stand at a later date than the tables?
bool moves(const Model& model);
// [h] from the tables' date to the epoch.
double hours_moved(const Model& model);

// Capacities (of planned facilities too, which are joined then), rates and compute of options, amounts of recipes and
// yields. Ranges move with their values. Nobody gives up more capacity than it has.
void advance(Model& model);

// What needs say is `installed`, from the tables' date to the epoch: dS/dt = delivered - S/life, delivered by options
// as the trends of demand and compute say, less what was cut of their rates for want of supply (network/rebalance.h),
// the cut taken to come in a straight line. moved: once its rates are cut.
void advance_installed(Model& moved, const Model& tables);

}  // namespace fabshock
