// All measures of the runs of one world: what measures.csv has rows of.
#pragma once
#include <vector>

#include "results/blocs.h"
#include "results/concentration.h"
#include "results/costs.h"
#include "results/exposure.h"
#include "results/measures.h"
#include "results/outcomes.h"
#include "results/prices.h"
#include "results/recovery_time.h"

namespace fabshock {

class RunMeasures {
 public:
  RunMeasures(const Network& network, const Scenario& scenario);  // both must outlive it
  // By what measures them, until the next call. builds: of the plan that was run.
  const std::vector<MeasureRow>& of(const RunRecord& undisturbed, const RunRecord& run,
                                    const std::vector<Build>& builds);

 private:
  LossMeasures losses_;
  PriceMeasures prices_;
  RecoveryMeasures recovery_;
  CostMeasures costs_;
  BlocMeasures blocs_;
  ConcentrationMeasures concentration_;
  ExposureMeasures exposure_;
  OutcomeMeasures outcomes_;
  std::vector<MeasureRow> rows_;
};

}  // namespace fabshock
