// The stationary baseline: x starts a day at each node, from y units a day of end demand.
//   Y_i x_i - sum over out-lanes e of i: s_e a_slot(e) x_buyer(e) = y_i     [Leontief's open model, by facility]
// with Y the yield, a the input per start and s the lane's share of the slot's intake. The network may have cycles.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace fabshock {

struct BaselineLane {
  std::uint32_t from = 0, to = 0;  // nodes
  double coefficient = 0;          // s_e * a: [supplier's unit per start of the buyer]
};

class BaselineSystem {
 public:
  BaselineSystem(std::span<const double> yields, std::span<const BaselineLane> lanes);
  ~BaselineSystem();
  BaselineSystem(BaselineSystem&&) noexcept;
  BaselineSystem& operator=(BaselineSystem&&) noexcept;
  BaselineSystem(const BaselineSystem&) = delete;
  BaselineSystem& operator=(const BaselineSystem&) = delete;

  bool solvable() const;  // false: the matrix is singular (a cycle that needs as much as it makes)
  // Starts a day of every node for a vector of end demand (zero where a node is no sink).
  std::vector<double> solve(std::span<const double> demand) const;

 private:
  struct Factors;
  std::unique_ptr<Factors> factors_;
};

}  // namespace fabshock
