// A linear program, in rows and columns as they come; solved by CLP's dual simplex.
#pragma once
#include <cstdint>
#include <limits>
#include <vector>

namespace fabshock {

class LinearProgram {
 public:
  static constexpr double kNoBound = std::numeric_limits<double>::infinity();

  // A variable between `lower` and `upper`.
  std::uint32_t column(double cost, double lower, double upper);
  // lower <= sum of what is put into it <= upper
  std::uint32_t row(double lower, double upper);
  // At most once for each row and column.
  void put(std::uint32_t row, std::uint32_t column, double coefficient);

  // The least cost. Throws std::runtime_error where there is none, or it cannot be found.
  double minimum() const;

 private:
  struct Entry {
    std::uint32_t row = 0, column = 0;
    double value = 0;
  };
  std::vector<double> cost_, column_lower_, column_upper_, row_lower_, row_upper_;
  std::vector<Entry> entries_;
};

}  // namespace fabshock
