#include "stats/sobol_indices.h"

#include <cmath>

#include "stats/bootstrap.h"

namespace fabshock {
namespace {

struct Row {
  double a = 0, b = 0;  // less the mean of all
  double ab = 0;
  bool known = true;  // is ab?
};

struct Indices {
  double first = 0, total = 0;
};

template <class Rows>
Indices estimate(const Rows& row_of, std::size_t n) {
  double sum = 0;
  double squares = 0;
  double product = 0;
  double change = 0;
  double distance = 0;
  double known = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Row& row = row_of(i);
    sum += row.a + row.b;
    squares += row.a * row.a + row.b * row.b;
    if (!row.known) continue;
    known += 1;
    product += row.b * (row.ab - row.a);
    change += row.ab - row.a;
    distance += (row.a - row.ab) * (row.a - row.ab);
  }
  const auto rows = static_cast<double>(n);
  const double mean = sum / (2 * rows);
  const double variance = squares / (2 * rows) - mean * mean;
  return {(product - mean * change) / known / variance, distance / (2 * known) / variance};
}

}  // namespace

SobolIndices sobol_indices(std::span<const double> a, std::span<const double> b, std::span<const double> ab) {
  std::vector<Row> rows;
  double sum = 0;
  bool varies = false;
  SobolIndices found{};
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) || std::isnan(b[i])) continue;
    rows.push_back({a[i], b[i], ab[i], !std::isnan(ab[i])});
    sum += a[i] + b[i];
    varies = varies || a[i] != rows.front().a || b[i] != rows.front().a;
    if (rows.back().known) ++found.n;
  }
  if (found.n < 2 || !varies) return found;
  const double mean = sum / (2 * static_cast<double>(rows.size()));
  for (Row& row : rows) row = {row.a - mean, row.b - mean, row.ab - mean, row.known};
  const Indices all = estimate([&](std::size_t i) -> const Row& { return rows[i]; }, rows.size());
  found.first = all.first;
  found.total = all.total;
  std::vector<double> first;
  std::vector<double> total;
  resample(static_cast<std::uint32_t>(rows.size()), [&](std::span<const std::uint32_t> drawn) {
    const Indices some = estimate([&](std::size_t i) -> const Row& { return rows[drawn[i]]; }, drawn.size());
    first.push_back(some.first);
    total.push_back(some.total);
  });
  found.first_interval = percentile_interval(std::move(first));
  found.total_interval = percentile_interval(std::move(total));
  return found;
}

}  // namespace fabshock
