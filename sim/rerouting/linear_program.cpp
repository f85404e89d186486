#include "rerouting/linear_program.h"

#include <Clp_C_Interface.h>

#include <memory>
#include <numeric>
#include <stdexcept>

namespace fabshock {
namespace {

double for_clp(double bound) {
  constexpr double kClpInfinity = 1e50;
  if (bound == LinearProgram::kNoBound) return kClpInfinity;
  return bound == -LinearProgram::kNoBound ? -kClpInfinity : bound;
}

std::vector<double> for_clp(const std::vector<double>& bounds) {
  std::vector<double> all;
  for (const double bound : bounds) all.push_back(for_clp(bound));
  return all;
}

struct Delete {
  void operator()(Clp_Simplex* model) const { Clp_deleteModel(model); }
};

}  // namespace

std::uint32_t LinearProgram::column(double cost, double lower, double upper) {
  cost_.push_back(cost);
  column_lower_.push_back(lower);
  column_upper_.push_back(upper);
  return static_cast<std::uint32_t>(cost_.size() - 1);
}

std::uint32_t LinearProgram::row(double lower, double upper) {
  row_lower_.push_back(lower);
  row_upper_.push_back(upper);
  return static_cast<std::uint32_t>(row_lower_.size() - 1);
}

void LinearProgram::put(std::uint32_t row, std::uint32_t column, double coefficient) {
  entries_.push_back({row, column, coefficient});
}

double LinearProgram::minimum() const {
  // CLP wants columns one after the other.
  std::vector<CoinBigIndex> begins(cost_.size() + 1, 0);
  for (const Entry& entry : entries_) ++begins[entry.column + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<CoinBigIndex> next(begins.begin(), begins.end() - 1);
  std::vector<int> rows(entries_.size());
  std::vector<double> values(entries_.size());
  for (const Entry& entry : entries_) {
    const auto at = static_cast<std::size_t>(next[entry.column]++);
    rows[at] = static_cast<int>(entry.row);
    values[at] = entry.value;
  }
  const std::unique_ptr<Clp_Simplex, Delete> model(Clp_newModel());
  Clp_setLogLevel(model.get(), 0);
  const auto upper = for_clp(column_upper_);
  const auto lower = for_clp(column_lower_);
  const auto row_lower = for_clp(row_lower_);
  const auto row_upper = for_clp(row_upper_);
  Clp_loadProblem(model.get(), static_cast<int>(cost_.size()), static_cast<int>(row_lower_.size()), begins.data(),
                  rows.data(), values.data(), lower.data(), upper.data(), cost_.data(), row_lower.data(),
                  row_upper.data());
  constexpr int kGeometric = 2;
  Clp_scaling(model.get(), kGeometric);
  Clp_initialDualSolve(model.get());
  if (Clp_status(model.get()) != 0) throw std::runtime_error("a linear program could not be solved");
  return Clp_objectiveValue(model.get());
}

}  // namespace fabshock
