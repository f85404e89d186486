#include "batch/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/csv_reader.h"
#include "batch/draws.h"
#include "batch/rows_in_order.h"
#include "results/csv.h"

namespace fabshock {
namespace {

class Analysis {
 public:
  Analysis(const Finished& batch, std::uint32_t arm)
      : b_(batch),
        arm_(batch.plan.arms[arm]),
        layout_(layout_of(batch.plan)),
        factors_(batch.plan.sensitivity->factors),
        ways_(factors_.size()) {
    find_ways(b_.plan.sampled[arm_.sampled]);
  }

  // y: by replication; NaN: not known.
  void add(const MeasureKey& key, const std::string& difference_to, std::span<const double> y,
           std::vector<Sensitivity>& all) {
    Sensitivity found{arm_.id, difference_to, key, 0, 0, {}};
    Moments moments;
    for (std::uint32_t i = 0; i < layout_.size(); ++i) {
      if (std::isnan(y[i]) || !is_base(i)) continue;
      moments.add(y[i]);
    }
    if (moments.sd() == 0) return;
    found.mean = moments.mean();
    found.sd = moments.sd();
    for (std::uint32_t f = 0; f < factors_.size(); ++f) found.factors.push_back(result_of(f, y, found.mean));
    std::sort(found.factors.begin(), found.factors.end(), [](const FactorResult& a, const FactorResult& b) {
      return std::tuple{-a.weight(), std::string_view{a.factor}} < std::tuple{-b.weight(), std::string_view{b.factor}};
    });
    all.push_back(std::move(found));
  }

 private:
  bool is_morris() const { return layout_.method() == FactorMethod::kMorris; }
  // Points of Sobol's design that are independent of one another in all factors; of Morris' all.
  bool is_base(std::uint32_t i) const {
    const std::uint32_t row = layout_.row_of(i);
    return is_morris() || i == layout_.none_moved(row) || i == layout_.all_moved(row);
  }

  // Of a factor that is one number: what a row's step does to it.
  struct Way {
    bool falls = false, crosses = false;  // from one half of its range into the other
  };

  void find_ways(const std::vector<std::string>& axes) {
    const Draws draws(b_.plan, axes);
    for (std::uint32_t f = 0; f < factors_.size(); ++f) {
      if (factors_[f].axes.size() != 1 || factors_[f].chance) continue;
      const auto found = std::lower_bound(axes.begin(), axes.end(), factors_[f].axes.front());
      if (found == axes.end() || *found != factors_[f].axes.front()) continue;
      b_.poll();
      for (std::uint32_t row = 0; row < layout_.rows(); ++row) {
        const auto [before, after] = layout_.step(row, f);
        const double from = draws.at(before, static_cast<std::size_t>(found - axes.begin()));
        const double to = draws.at(after, static_cast<std::size_t>(found - axes.begin()));
        constexpr double kMiddle = 0.5;
        ways_[f].push_back({to < from, (from < kMiddle) != (to < kMiddle)});
      }
    }
  }

  FactorResult result_of(std::uint32_t f, std::span<const double> y, double mean) const {
    FactorResult result{factors_[f].id, static_cast<std::uint32_t>(factors_[f].axes.size()), {}, {}, {}, {}};
    const std::vector<Way>& ways = ways_[f];
    std::vector<double> a;
    std::vector<double> b;
    std::vector<double> ab;
    std::vector<double> effects;
    Moments rises;  // from the lower half of its range to the upper
    for (std::uint32_t row = 0; row < layout_.rows(); ++row) {
      const auto [before, after] = layout_.step(row, f);
      const Way way = ways.empty() ? Way{} : ways[row];
      const double change = way.falls ? y[before] - y[after] : y[after] - y[before];
      if (way.crosses && !std::isnan(change)) rises.add(change);
      effects.push_back(change / FactorLayout::kStep);
      a.push_back(y[before]);
      b.push_back(y[layout_.all_moved(row)]);
      ab.push_back(y[after]);
    }
    if (is_morris()) {
      result.effects = elementary_effects(effects, !ways.empty());
    } else {
      result.indices = sobol_indices(a, b, ab);
    }
    if (rises.n() > 0) {
      result.low = mean - rises.mean() / 2;  // each half has half of the probability
      result.high = mean + rises.mean() / 2;
    }
    return result;
  }

  const Finished& b_;
  const PlannedArm& arm_;
  const FactorLayout layout_;
  const std::vector<Factor>& factors_;
  std::vector<std::vector<Way>> ways_;  // by factor, then row; empty: it has no direction
};

void write_row(CsvWriter& csv, const Sensitivity& of, const FactorResult& f) {
  const auto ends = [&](const std::optional<Interval>& interval) {
    csv.number(interval ? std::optional{interval->low} : std::nullopt);
    csv.number(interval ? std::optional{interval->high} : std::nullopt);
  };
  const bool morris = f.effects.n > 0;
  csv.text(of.arm).text(of.difference_to).text(of.key.measure).text(of.key.entity).text(of.key.product);
  csv.text(of.key.unit).number(of.mean).number(of.sd).text(f.factor).integer(f.numbers);
  csv.integer(static_cast<std::int64_t>(morris ? f.effects.n : f.indices.n));
  csv.number(morris ? std::optional{f.effects.mu_star} : std::nullopt);
  ends(f.effects.star_interval);
  csv.number(f.effects.mu).number(f.effects.sigma).number(f.indices.first);
  ends(f.indices.first_interval);
  csv.number(f.indices.total);
  ends(f.indices.total_interval);
  csv.number(f.low).number(f.high);
  csv.end_row();
}

// Of Morris' effects: rows of one measure follow one another.
std::vector<Sensitivity> read_weights(const std::filesystem::path& folder) {
  CsvReader csv(folder / "sensitivity.csv");
  const auto text = [&](const char* column) { return csv.field(csv.column(column)); };
  std::vector<Sensitivity> all;
  while (csv.next()) {
    const MeasureKey key{text("measure"), text("entity"), text("product"), text("unit")};
    if (all.empty() || all.back().key != key || all.back().arm != text("arm") ||
        all.back().difference_to != text("difference_to")) {
      all.push_back({text("arm"), text("difference_to"), key, 0, 0, {}});
    }
    FactorResult& factor = all.back().factors.emplace_back(FactorResult{text("factor"), 0, {}, {}, {}, {}});
    if (!text("mu_star").empty()) factor.effects.mu_star = csv.number(csv.column("mu_star"));
  }
  return all;
}

std::vector<package::Column> columns() {
  return {package::arm(),
          {"difference_to", "string", "empty: of the measure; else of what it is more than in this arm, run by run"},
          package::measure(),
          package::entity(),
          package::product(),
          package::unit(),
          {"mean", "number", "mean of the measure over the design's points (of Sobol's, over A and B)"},
          {"sd", "number", "standard deviation over these points"},
          {"factor", "string", "what is moved as one; factors.csv says which numbers that is"},
          {"numbers", "integer", "how many numbers, or groups that move together, it moves"},
          {"n", "integer", "rows of the design in which its effect is known"},
          {"mu_star", "number", "Morris: mean size of its effect: of a step through half of its range, times two"},
          {"mu_star_ci_low", "number", "95 % bootstrap interval of mu_star, lower end"},
          {"mu_star_ci_high", "number", "its upper end"},
          {"mu", "number", "Morris: mean effect; empty of a factor of several numbers, which has no direction"},
          {"sigma", "number", "Morris: standard deviation of the effect: how far it depends on the others"},
          {"first", "number", "Sobol: first-order index, the share of the variance that is its alone"},
          {"first_ci_low", "number", "95 % bootstrap interval of it, lower end"},
          {"first_ci_high", "number", "its upper end"},
          {"total", "number", "Sobol: total index, the share of the variance that it has a part in"},
          {"total_ci_low", "number", "95 % bootstrap interval of it, lower end"},
          {"total_ci_high", "number", "its upper end"},
          {"low", "number", "mean of the measure where the factor is in the lower half of its range, by probability"},
          {"high", "number", "the same of the upper half; both empty of a factor of several numbers"}};
}

}  // namespace

std::vector<Sensitivity> sensitivities(const Finished& batch) {
  std::vector<Sensitivity> all;
  for (std::uint32_t a = 0; a < batch.plan.arms.size(); ++a) {
    const PlannedArm& arm = batch.plan.arms[a];
    Analysis analysis(batch, a);
    RowsInOrder rows(batch, a);
    std::optional<RowsInOrder> others;
    if (arm.baseline) others.emplace(batch, *arm.baseline);
    ColumnBlock values;
    ColumnBlock baseline;
    std::vector<double> difference(batch.replications);
    const std::vector<std::uint32_t> keys = others ? rows.keys_with(*others) : rows.keys();
    const std::size_t at_a_time = ColumnBlock::columns(batch.replications, keys.size());
    for (std::size_t from = 0; from < keys.size(); from += at_a_time) {
      const auto some = std::span{keys}.subspan(from, std::min(at_a_time, keys.size() - from));
      rows.fill(some, values);
      if (others) others->fill(some, baseline);
      for (std::size_t c = 0; c < some.size(); ++c) {
        batch.poll();
        const MeasureKey& key = batch.store.keys()[some[c]];
        const std::span<const double> y = values.column(c);
        analysis.add(key, "", y, all);
        if (!others) continue;
        for (std::size_t r = 0; r < difference.size(); ++r) difference[r] = y[r] - baseline.column(c)[r];
        analysis.add(key, batch.plan.arms[*arm.baseline].id, difference, all);
      }
    }
  }
  return all;
}

std::vector<package::Table> write_sensitivities(const std::filesystem::path& folder, const BatchPlan& plan,
                                                const std::vector<Sensitivity>& all) {
  const std::vector<package::Column> described = columns();
  std::string header;
  for (const package::Column& column : described) header.append(header.empty() ? "" : ",").append(column.name);
  CsvWriter csv(folder / "sensitivity.csv", header);
  for (const Sensitivity& one : all) {
    for (const FactorResult& factor : one.factors) write_row(csv, one, factor);
  }
  csv.close();
  CsvWriter factors(folder / "factors.csv", "factor,axis");
  for (const Factor& factor : plan.sensitivity->factors) {
    for (const std::string& axis : factor.axes) factors.text(factor.id).text(axis).end_row();
    if (factor.chance) factors.text(factor.id).text("seed").end_row();
  }
  factors.close();
  return {{"sensitivity.csv", described},
          {"factors.csv",
           {{"factor", "string", "what is moved as one"},
            {"axis", "string", "path of a number, or group that moves together, as in runs.csv; 'seed': chance"}}}};
}

std::vector<const Sensitivity*> told_of(const std::vector<Sensitivity>& all, const std::string& kind) {
  Headline headline;
  headline.tell(kind);
  for (const Sensitivity& one : all) headline.learn(one.key);
  const auto those = [&](const auto& is_told) {
    std::vector<const Sensitivity*> told;
    for (const Sensitivity& one : all) {
      if (is_told(one.key)) told.push_back(&one);
    }
    return told;
  };
  auto told = those([&](const MeasureKey& key) { return headline.shows(key); });
  if (told.empty()) told = those([](const MeasureKey& key) { return key.entity == "world"; });
  if (told.empty()) told = those([](const MeasureKey&) { return true; });
  return told;
}

std::vector<std::string> factors_that_matter(const std::filesystem::path& folder, std::size_t most, double share) {
  std::ifstream in(folder / "manifest.json");
  const auto manifest = nlohmann::json::parse(in, nullptr, false);
  const std::string kind = manifest.is_object() ? manifest.value("kind", "") : "";
  const std::vector<Sensitivity> all = read_weights(folder);
  std::map<std::string, double> shares;  // by factor: of the largest weight, of any measure
  for (const Sensitivity* one : told_of(all, kind)) {
    double largest = 0;
    for (const FactorResult& factor : one->factors) largest = std::max(largest, factor.weight());
    for (const FactorResult& factor : one->factors) {
      if (largest > 0) shares[factor.factor] = std::max(shares[factor.factor], factor.weight() / largest);
    }
  }
  std::vector<std::pair<double, std::string>> ranked;
  for (const auto& [name, of_largest] : shares) {
    if (of_largest >= share) ranked.emplace_back(-of_largest, name);
  }
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > most) ranked.resize(most);
  std::vector<std::string> names;
  for (auto& [minus, name] : ranked) names.push_back(std::move(name));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace fabshock
