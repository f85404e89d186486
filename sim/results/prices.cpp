#include "results/prices.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/math.h"

namespace fabshock {
namespace {

constexpr double kRisen = 0.001, kBack = 0.02;  // of ln p

// What was paid in a year from the first shock, over what was paid undisturbed.
std::optional<double> paid_in_a_year(const Network& net, const RunRecord& undisturbed, const RunRecord& run,
                                     std::uint32_t m) {
  const std::size_t steps = std::min(undisturbed.paid.size(), run.paid.size());
  if (run.first_shock < 0) return std::nullopt;
  const auto from = static_cast<std::size_t>(run.first_shock / net.step);
  const std::size_t until = from + static_cast<std::size_t>(kTicksPerYear / net.step);
  if (until > steps) return std::nullopt;
  double now = 0;
  double before = 0;
  for (std::size_t t = from; t < until; ++t) {
    now += run.paid[t][m];
    before += undisturbed.paid[t][m];
  }
  return now / before;
}

}  // namespace

const std::vector<PriceRise>& PriceMeasures::rises(const RunRecord& undisturbed, const RunRecord& run) {
  const Network& net = net_;
  rises_.clear();
  const std::size_t steps = std::min(undisturbed.spot.size(), run.spot.size());
  for (std::uint32_t m = 0; m < net.markets.size(); ++m) {
    PriceRise rise;
    rise.market = m;
    double highest = 0;
    for (std::size_t t = 0; t < steps; ++t) {
      const double above = run.spot[t][m] - undisturbed.spot[t][m];
      if (above <= highest) continue;
      highest = above;
      rise.peak_step = static_cast<std::int64_t>(t);
    }
    if (highest <= kRisen) continue;
    rise.peak = det_exp(highest);
    rise.multiple = det_exp(run.spot[static_cast<std::size_t>(rise.peak_step)][m]);
    std::size_t back = steps;
    while (back > 0 && std::fabs(run.spot[back - 1][m] - undisturbed.spot[back - 1][m]) <= kBack) --back;
    if (back < steps) rise.back_step = std::max<std::int64_t>(rise.peak_step, static_cast<std::int64_t>(back));
    rise.paid = paid_in_a_year(net, undisturbed, run, m);
    rises_.push_back(rise);
  }
  // Of markets that rose alike, the largest first: many stop at what buyers are willing to pay.
  const auto size = [&](const PriceRise& r) {
    const MarketParams& m = net.markets[r.market];
    return m.demand0 * net.model.products[m.what.product.value].quantum * m.base_price;
  };
  std::sort(rises_.begin(), rises_.end(), [&](const PriceRise& a, const PriceRise& b) {
    return std::tuple{-std::round(100 * a.peak), -size(a), a.market} <
           std::tuple{-std::round(100 * b.peak), -size(b), b.market};
  });
  return rises_;
}

void PriceMeasures::add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) {
  const auto days = [&](std::int64_t step) { return static_cast<double>(step * net_.step) / 24.0; };
  for (const PriceRise& rise : rises(undisturbed, run)) {
    const std::string_view name = net_.market_name(rise.market);
    const std::string_view what = net_.names.market_product[rise.market];
    rows.push_back({"price_peak", name, what, rise.multiple, "1"});
    rows.push_back({"price_rise", name, what, rise.peak, "1"});
    rows.push_back({"price_peak_day", name, what, days(rise.peak_step), "d"});
    if (rise.paid) rows.push_back({"paid_rise", name, what, *rise.paid, "1"});
    if (rise.back_step >= 0) rows.push_back({"price_back_day", name, what, days(rise.back_step), "d"});
  }
}

}  // namespace fabshock
