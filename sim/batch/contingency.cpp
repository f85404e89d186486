#include "batch/contingency.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <tuple>
#include <type_traits>

#include "base/csv_reader.h"
#include "results/csv.h"
#include "stats/quantiles.h"

namespace fabshock {
namespace {

// Where the values of an arm's plan stand (experiment/arms.cpp).
enum Axis : std::uint8_t { kTarget, kFacilities, kDate, kOutage, kAlone };

double number_of(const std::string& level) {
  double value = 0;
  std::from_chars(level.data(), level.data() + level.size(), value);
  return value;
}

// Of n values, of which those that are not there are longer than all; none: the median is not there.
std::optional<double> median_of(std::vector<double> there, std::uint64_t n) {
  there.resize(n, std::numeric_limits<double>::infinity());
  std::sort(there.begin(), there.end());
  const double median = sorted_quantile(there, 0.5);
  return std::isfinite(median) ? std::optional{median} : std::nullopt;
}

class Table {
 public:
  explicit Table(const Finished& batch) : b_(batch) {}

  std::vector<ContingencyRow> rows() {
    std::map<std::string, std::uint32_t> survives;  // by target: the arm that finds out how long
    for (std::uint32_t a = 0; a < b_.plan.arms.size(); ++a) {
      const auto& levels = b_.plan.arms[a].levels;
      if (levels[kOutage].empty()) survives.emplace(levels[kTarget], a);
    }
    for (std::uint32_t a = 0; a < b_.plan.arms.size(); ++a) {
      const auto& levels = b_.plan.arms[a].levels;
      if (levels[kOutage].empty()) continue;
      add(a);
      const auto survival = survives.find(levels[kTarget]);
      if (survival != survives.end()) add_survival(rows_.back(), survival->second);
    }
    rank();
    return std::move(rows_);
  }

 private:
  template <class Call>
  void each_replication(std::uint32_t arm, const Call& call) {
    for (std::uint32_t r = 0; r < b_.replications; ++r) {
      b_.poll();
      const std::uint64_t task = b_.store.schedule().number_of(arm, r);
      if (b_.store.refused(task)) continue;
      keys_.resize(b_.store.rows_of(task));
      values_.resize(keys_.size());
      b_.store.rows(task, 0, keys_, values_);
      call();
    }
  }

  void add(std::uint32_t a) {
    const PlannedArm& arm = b_.plan.arms[a];
    ContingencyRow& row = rows_.emplace_back();
    row.target = arm.levels[kTarget];
    row.date = arm.levels[kDate];
    row.facilities = static_cast<std::uint32_t>(arm.knocked_out.size());
    row.outage = number_of(arm.levels[kOutage]);
    if (!arm.levels[kAlone].empty()) row.alone = number_of(arm.levels[kAlone]);
    const std::set<std::string_view> hit(arm.knocked_out.begin(), arm.knocked_out.end());
    std::vector<double> losses;
    std::map<std::string, double> rises;  // by market: beyond the undisturbed price
    std::vector<double> recover;
    each_replication(a, [&] {
      double loss = 0;
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        const MeasureKey& key = b_.store.keys()[keys_[i]];
        const double value = values_[i];
        if (key.entity == "world") {
          if (key.measure == "unmet_value" || key.measure == "given_up_value") {
            (key.measure == "unmet_value" ? row.unmet : row.given_up) += value;
            loss += value;
          } else if (key.measure == kLossAtLeast) {
            row.loss_at_least = row.loss_at_least.value_or(0.0) + value;
          } else if (key.measure == "time_to_recover") {
            recover.push_back(value);
          }
        } else if (key.measure == "lost_revenue" && hit.contains(key.entity)) {
          row.revenue += value;
        } else if (key.measure == "value_added_lost") {
          row.value_added += value;
        } else if (key.measure == "price_rise") {
          rises[key.entity] += value - 1;
        } else if (!b_.plan.kind.empty() && key.product == b_.plan.kind) {
          if (key.measure == "baseline_compute_delivered") row.compute_lost[key.entity] += value;
          if (key.measure == "compute_delivered") row.compute_lost[key.entity] -= value;
        }
      }
      losses.push_back(loss);
    });
    row.n = losses.size();
    if (losses.empty()) return;
    const auto n = static_cast<double>(losses.size());
    for (double* sum : {&row.unmet, &row.given_up, &row.revenue, &row.value_added}) *sum /= n;
    for (auto& [bloc, lost] : row.compute_lost) lost /= n;
    row.loss = row.unmet + row.given_up;
    if (row.loss_at_least) *row.loss_at_least /= n;
    row.not_back = static_cast<double>(losses.size() - recover.size()) / n;
    row.recover = median_of(std::move(recover), losses.size());
    for (const auto& [market, rise] : rises) {
      if (row.price_rise && 1 + rise / n <= *row.price_rise) continue;
      row.price_rise = 1 + rise / n;
      row.market = market;
    }
    if (losses.size() < 2) return;
    std::sort(losses.begin(), losses.end());
    row.loss_q05 = sorted_quantile(losses, 0.05);
    row.loss_q95 = sorted_quantile(losses, 0.95);
  }

  void add_survival(ContingencyRow& row, std::uint32_t arm) {
    std::vector<double> survive;
    std::vector<double> with_plan;
    std::uint64_t n = 0;
    each_replication(arm, [&] {
      ++n;
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        const std::string& measure = b_.store.keys()[keys_[i]].measure;
        if (measure == kTimeToSurvive) survive.push_back(values_[i]);
        if (measure == kTimeToSurviveLp) with_plan.push_back(values_[i]);
      }
    });
    if (n == 0) return;
    row.endures = static_cast<double>(n - survive.size()) / static_cast<double>(n);
    row.survive = median_of(std::move(survive), n);
    row.survive_lp = median_of(std::move(with_plan), n);
  }

  void rank() {
    std::sort(rows_.begin(), rows_.end(), [](const ContingencyRow& a, const ContingencyRow& b) {
      return std::tuple{a.outage, -a.loss, std::string_view{a.target}} <
             std::tuple{b.outage, -b.loss, std::string_view{b.target}};
    });
    double most = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool first = i == 0 || rows_[i].outage != rows_[i - 1].outage;
      rows_[i].rank = first ? 1 : rows_[i - 1].rank + 1;
      if (first) most = rows_[i].loss;
      constexpr double kRounding = 1;  // [currency]: nothing is exposed to fractions of a quantum
      rows_[i].exposure = most > kRounding ? std::max(0.0, rows_[i].loss / most) : 0.0;
    }
  }

  const Finished& b_;
  std::vector<ContingencyRow> rows_;
  std::vector<std::uint32_t> keys_;  // of a replication
  std::vector<double> values_;
};

struct Field {
  package::Column column;
  std::function<void(CsvWriter&, const ContingencyRow&)> write;
};

template <class T>
Field field(const char* name, const char* meaning, T ContingencyRow::*of) {
  constexpr bool is_text = std::is_same_v<T, std::string>;
  constexpr bool is_whole = std::is_integral_v<T>;
  const char* const type = is_text ? "string" : is_whole ? "integer" : "number";
  return {{name, type, meaning}, [of](CsvWriter& csv, const ContingencyRow& row) {
            if constexpr (is_text) {
              csv.text(row.*of);
            } else if constexpr (is_whole) {
              csv.integer(row.*of);
            } else {
              csv.number(row.*of);
            }
          }};
}

std::vector<Field> fields_of(const std::vector<ContingencyRow>& rows) {
  using Row = ContingencyRow;
  std::vector<Field> fields = {
      field("outage_days", "how long it stands still [d]", &Row::outage),
      field("rank", "by loss, among the outages of this length", &Row::rank),
      field("target", "the facility, site, region or owner; of a pair both", &Row::target),
      field("facilities", "how many facilities that is", &Row::facilities),
      field("date", "day on which the outage begins", &Row::date),
      field("n", "replications; amounts are means over these", &Row::n),
      field("loss", "unmet_value and given_up_value, net of what is served more later [currency of the model]",
            &Row::loss),
      field("loss_q05", "5 % quantile of the loss over replications; empty of one", &Row::loss_q05),
      field("loss_q95", "95 % quantile", &Row::loss_q95),
      field("unmet_value", "what needs asked for and did not get, at baseline prices", &Row::unmet),
      field("given_up_value", "what needs no longer asked for because it was dear, at baseline prices", &Row::given_up),
      field("value_added_lost", "value added that the world's facilities lost, at baseline prices", &Row::value_added),
      field("lost_revenue",
            "what those that stood still shipped less by the end of the run, at baseline prices; below 0 if more",
            &Row::revenue),
      field("time_to_survive_days",
            "the longest outage in which every need gets, over any 30 days, 99 % of what is still asked for: median; "
            "empty "
            "where most replications endure, and of pairs",
            &Row::survive),
      field("endures", "share of the replications in which an outage without an end leaves no need short",
            &Row::endures),
      field("time_to_recover_days",
            "days until all needs are served within 1 % of the undisturbed, dear or not, for 30 days and until the "
            "outage is over: median; 0 where none fell below that; empty where most replications are not back",
            &Row::recover),
      field("not_back", "share of the replications in which a need is not back by the end", &Row::not_back),
      field("loss_at_least",
            "what no plan could have saved of the loss, of needs that do not go short undisturbed (--lp)",
            &Row::loss_at_least),
      field("time_to_survive_lp_days",
            "the longest outage in which the best plan serves every need as the undisturbed run does: median; empty "
            "where that is without an end (--lp)",
            &Row::survive_lp),
      field("market", "the market whose price rose most", &Row::market),
      field("price_rise", "its highest ratio to the undisturbed price of the same day", &Row::price_rise),
      field("exposure_index", "loss over the largest of this length, 0 to 1", &Row::exposure),
      field("alone", "of a pair: what its two lose, each alone", &Row::alone)};
  std::set<std::string> blocs;
  for (const Row& row : rows) {
    for (const auto& [bloc, lost] : row.compute_lost) blocs.insert(bloc);
  }
  for (const std::string& bloc : blocs) {
    fields.push_back(
        {{"compute_lost_" + bloc, "number", "computing that this bloc was not delivered, in the need's unit"},
         [bloc](CsvWriter& csv, const Row& row) {
           const auto lost = row.compute_lost.find(bloc);
           csv.number(lost == row.compute_lost.end() ? 0.0 : lost->second);
         }});
  }
  return fields;
}

}  // namespace

std::vector<ContingencyRow> contingency_rows(const Finished& batch) {
  return Table(batch).rows();
}

std::vector<package::Column> write_contingency(const std::filesystem::path& folder,
                                               const std::vector<ContingencyRow>& rows) {
  const std::vector<Field> fields = fields_of(rows);
  std::vector<package::Column> columns;
  std::string header;
  for (const Field& field : fields) {
    if (!header.empty()) header += ',';
    header += field.column.name;
    columns.push_back(field.column);
  }
  CsvWriter csv(folder / "contingency.csv", header);
  for (const ContingencyRow& row : rows) {
    for (const Field& field : fields) field.write(csv, row);
    csv.end_row();
  }
  csv.close();
  return columns;
}

std::vector<Single> read_contingency(const std::filesystem::path& folder) {
  CsvReader csv(folder / "contingency.csv");
  const std::size_t target = csv.column("target");
  const std::size_t outage = csv.column("outage_days");
  const std::size_t rank = csv.column("rank");
  const std::size_t loss = csv.column("loss");
  std::vector<Single> singles;
  while (csv.next()) {
    singles.push_back(
        {csv.field(target), csv.number(outage), csv.number(loss), static_cast<std::uint32_t>(csv.integer(rank))});
  }
  return singles;
}

}  // namespace fabshock
