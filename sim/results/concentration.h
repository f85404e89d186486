// Who makes what: shares of capacity, output and sales of each product by region, by country (where sites have one), by
// owner and by the bloc where the owner is at home, and how concentrated output is (Herfindahl-Hirschman index, the sum
// of squared shares, 0..1). A class of products that are counted in one unit is a product here too. Who only holds
// stocks makes nothing.
#pragma once
#include <array>
#include <vector>

#include "results/measures.h"

namespace fabshock {

class ConcentrationMeasures {
 public:
  explicit ConcentrationMeasures(const Network& network);  // must outlive it
  // Output and sales over the run, capacity (of good output) at its end. Shares under a thousandth have no row.
  void add(const RunRecord& run, std::vector<MeasureRow>& rows);

 private:
  struct Amounts {
    double capacity = 0, output = 0, sales = 0;
  };
  enum By : std::size_t { kRegion, kCountry, kOwner, kOwnerBloc, kFacility, kWays };
  struct Maker {
    std::string_view name;
    Amounts amounts;
  };
  struct Made {  // of one product, or of all of a class
    std::string_view name;
    Amounts total;
    bool unlimited = false;                        // somebody has no limit: shares of capacity have no meaning
    std::array<std::vector<Maker>, kWays> makers;  // by name
  };
  struct Part {  // of a facility
    std::uint32_t node = 0, made = 0;
    std::array<std::uint32_t, kWays> maker{};
  };
  void count(const RunRecord& run);
  static void add_shares(const Made& made, By by, std::vector<MeasureRow>& rows);

  const Network& net_;
  const bool countries_;     // do sites have any?
  std::vector<Made> made_;   // by name
  std::vector<Part> parts_;  // by node
};

}  // namespace fabshock
