// The time series that a run can record: which there are, what each is called, and its value at a moment.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "dynamics/state.h"
#include "network/network.h"
#include "scenario/scenario.h"

namespace fabshock {

enum class SeriesKind : std::uint8_t { kNode, kInput, kLane, kMarket };

struct Series {
  std::uint32_t who = 0;      // node, slot (of an input), lane or market
  std::uint16_t measure = 0;  // into kMeasures
  SeriesKind kind = SeriesKind::kNode;
};

struct SeriesLabel {  // as in timeseries.csv
  std::string_view kind;
  std::string entity, product, unit;
};
SeriesLabel label_of(const Network& network, const Series& series);

// "" where it is the product's own unit; "/d" where that a day; see docs/reference/measures.md.
std::string_view unit_of(std::string_view measure);

// Is it that of a moment, and not a mean since the row before?
bool is_a_stock(std::string_view measure);

// [steps] between moments at which it is recorded; at least 1.
std::int64_t record_steps(const Record& what, std::int64_t step);

// All that a record asks for.
std::vector<Series> series_of(const Network& network, const Record& what);

class SeriesReader {
 public:
  SeriesReader(const Network& network, std::vector<Series> columns);
  const std::vector<Series>& columns() const { return columns_; }
  void restart();  // of another run
  // By column; NaN where it is not defined. Flows are means over the `steps` since it was last read, or the start.
  void read(const State& state, double steps, std::vector<double>& values);

 private:
  double value(const State& state, const Series& series, double steps) const;
  double node_value(const State& state, std::uint32_t n, std::uint16_t measure, double steps) const;
  double lane_value(const State& state, std::uint32_t lane, std::uint16_t measure, double steps) const;

  const Network& net_;
  std::vector<Series> columns_;
  std::vector<NodeState> last_nodes_;  // cumulative ledgers when it was last read
  std::vector<LaneState> last_lanes_;
  PaymentState last_payments_;
};

}  // namespace fabshock
