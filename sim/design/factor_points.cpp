#include "design/factor_points.h"

#include <stdexcept>
#include <utility>

#include "design/hash.h"
#include "design/permutation.h"
#include "random/stream.h"

namespace fabshock {
namespace {

constexpr std::uint32_t kLevels = 4;

std::vector<std::string> with_those_of_b(std::span<const std::string> axes, FactorMethod method) {
  std::vector<std::string> names(axes.begin(), axes.end());
  if (method == FactorMethod::kMorris) return names;
  for (const std::string& axis : axes) names.push_back(axis + '\'');  // which no path has
  return names;
}

}  // namespace

FactorLayout::FactorLayout(FactorMethod method, std::uint64_t seed, std::uint32_t rows, std::uint32_t factors)
    : method_(method),
      rows_(rows),
      factors_(factors),
      key_(Stream({.seed = seed}, "order of factors", Purpose::kDesign).bits()) {
  if (rows == 0 || factors == 0) throw std::invalid_argument("a design without a row or a factor");
  if (size() > UINT32_MAX) throw std::invalid_argument("a design of more than 2^32 - 1 points");
}

std::uint32_t FactorLayout::place(std::uint32_t row, std::uint32_t factor) const {
  return Permutation(bits_at(key_, row), factors_)(factor);
}

bool FactorLayout::moved(std::uint32_t i, std::uint32_t factor) const {
  const std::uint32_t column = i % columns();
  if (method_ == FactorMethod::kMorris) return place(row_of(i), factor) < column;
  return column == factor + 1 || column == factors_ + 1;
}

FactorLayout::Step FactorLayout::step(std::uint32_t row, std::uint32_t factor) const {
  const std::uint32_t start = none_moved(row);
  if (method_ == FactorMethod::kSobol) return {start, start + 1 + factor};
  const std::uint32_t before = start + place(row, factor);
  return {before, before + 1};
}

FactorPoints::FactorPoints(const FactorLayout& layout, Spread spread, std::uint64_t seed,
                           std::span<const std::string> axes, std::vector<std::uint32_t> factor_of)
    : layout_(layout),
      factor_of_(std::move(factor_of)),
      starts_(spread, seed, layout.rows(), with_those_of_b(axes, layout.method())) {}

double FactorPoints::at(std::uint32_t i, std::size_t axis) const {
  const std::uint32_t row = layout_.row_of(i);
  const bool moved = layout_.moved(i, factor_of_[axis]);
  if (layout_.method() == FactorMethod::kSobol) return starts_.at(row, moved ? axis + factor_of_.size() : axis);
  const auto start = static_cast<std::uint32_t>(starts_.at(row, axis) * kLevels);
  const std::uint32_t level = moved ? (start + kLevels / 2) % kLevels : start;
  return (level + 0.5) / kLevels;
}

void FactorPoints::point(std::uint32_t i, std::span<double> u) const {
  for (std::size_t axis = 0; axis < u.size(); ++axis) u[axis] = at(i, axis);
}

}  // namespace fabshock
