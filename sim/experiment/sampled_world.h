// The world of one arm as often as wanted, each time with its uncertain numbers drawn. Reading the files is done once;
// what is drawn is drawn where a number is read, so that whatever a scenario or a model may say can be sampled.
//
// Capacities and prices are drawn as uses and as value added (network/sampled.h): of all lines, so that a draw of more
// demand has the lines for it. A draw that has no baseline all the same is refused, never repaired.
#pragma once
#include <memory>

#include "experiment/arms.h"
#include "network/network.h"

namespace fabshock {

class SampledWorld {
 public:
  SampledWorld(const Experiment& experiment, const Arm& arm);
  ~SampledWorld();
  SampledWorld(SampledWorld&&) noexcept;
  SampledWorld& operator=(SampledWorld&&) noexcept;

  bool ok() const;  // else the diagnostics say why not
  const Diagnostics& diagnostics() const;
  // What is sampled: a path for each number, the id of each group that moves together, model.joint.ID for numbers that
  // the model has joint draws of (scenario/joint.h); sorted. Of opposite numbers such draws know already.
  const std::vector<std::string>& axes() const;
  const std::vector<Number>& numbers() const;      // by axis, as it is written; of a group its first
  const std::vector<std::size_t>& groups() const;  // by axis: the group of the experiment that has it
  const std::vector<bool>& found() const;  // by group of the experiment: does it name a number with a range here?
  const Scenario& middle() const;          // every number at its value
  std::shared_ptr<const Network> network() const;  // of the middle

  struct Draw {
    Scenario scenario;
    std::shared_ptr<const Network> network;  // null: refused
    std::string refused;                     // why
    std::vector<double> values;  // by axis: the number in its canonical unit; of a group its quantile u; of joint draws
                                 // the row, from 1
  };
  Draw draw(std::span<const double> u);  // by axis, in (0, 1)

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace fabshock
