// All structural measures of a network: structure.csv, single_points.csv, cuts.csv, datapackage.json, manifest.json.
#pragma once
#include <filesystem>

#include "structure/cuts.h"
#include "structure/influence.h"
#include "structure/single_points.h"

namespace fabshock::structure {

struct Structure {
  explicit Structure(const Network& network);

  Trade trade;
  std::vector<double> betweenness, risk, risk_taken_over;  // by facility
  Influence influence;
  std::vector<double> single;  // by facility: share of all needs' value, of options of which it is a single point
  std::vector<SinglePoint> points;
  std::vector<Cut> cuts;
  struct Concentration {
    std::string product;
    double value = 0;                                      // made a day, at the baseline price
    double by_facility = 0, by_owner = 0, by_country = 0;  // sums of squared shares
  };
  std::vector<Concentration> concentration;  // by product
};

// model: as it was named; inputs: the files that it was read from.
void write_structure(const std::filesystem::path& folder, const Network& network, const Structure& structure,
                     const std::string& model, const std::vector<std::string>& inputs);

}  // namespace fabshock::structure
