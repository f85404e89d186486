// Columns of numbers, one for each replication, as many at a time as a fixed room holds.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace fabshock {

class ColumnBlock {
 public:
  static constexpr std::size_t kRoom = std::size_t{1} << 16U;  // numbers

  // How many columns to take at a time: what fits into that room, or into that which one replication takes.
  static std::size_t columns(std::size_t replications, std::size_t numbers_of_one) {
    return std::max<std::size_t>(1, std::max(kRoom, numbers_of_one) / std::max<std::size_t>(1, replications));
  }
  // NaN everywhere.
  void clear(std::size_t columns, std::size_t replications) {
    replications_ = replications;
    values_.assign(columns * replications, std::numeric_limits<double>::quiet_NaN());
  }
  double& at(std::size_t column, std::size_t replication) { return values_[column * replications_ + replication]; }
  std::span<const double> column(std::size_t c) const { return {values_.data() + c * replications_, replications_}; }

 private:
  std::size_t replications_ = 0;
  std::vector<double> values_;
};

}  // namespace fabshock
