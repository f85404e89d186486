#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/options.h"
#include "report/explain.h"
#include "report/explain_price.h"
#include "scenario/load.h"

namespace fabshock::cli {

int explain(const Arguments& arguments) {
  Options options("explain DIR ENTITY DATE",
                  "Why is this facility or need short, or this product dear, on that day? Walks the binding constraint "
                  "back to its root, "
                  "with quantities; takes a price apart into cost, scarcity and belief. "
                  "ENTITY is a facility, a need or a market: product, product/variant or product@zone. DIR is a result "
                  "of `fabshock run`; the run is repeated from its manifest.");
  options.positional("DIR ENTITY DATE", 3, 3);
  if (const auto exit = options.parse(arguments)) return *exit;
  const auto& given = options.positionals();
  std::ifstream in(given[0] + "/manifest.json");
  const auto manifest = nlohmann::json::parse(in, nullptr, false);
  if (!manifest.is_object() || manifest.value("command", "") != "run") {
    std::cerr << "fabshock: error: " << given[0] << " is not a result of 'fabshock run'\n";
    return kBadInput;
  }
  Diagnostics diagnostics;
  const auto scenario = load_scenario_text("manifest.json", manifest.value("resolved", ""), {}, diagnostics);
  const auto date = parse_date(given[2]);
  if (!date) diagnostics.error({}, "'" + given[2] + "' is not a date", "write it as YYYY-MM-DD");
  if (scenario && date && (time_of(*date) < scenario->start || time_of(*date) >= scenario->start + scenario->horizon)) {
    diagnostics.error({},
                      given[2] + " is outside the run, which goes from " + to_string(date_of(scenario->start)) +
                          " to " + to_string(date_of(scenario->start + scenario->horizon)),
                      "name a day between them, as YYYY-MM-DD");
  }
  std::shared_ptr<const Network> network;
  if (scenario && diagnostics.ok()) {
    network = build_network(*scenario, diagnostics);
  }
  if (network) check_entity(*network, given[1], diagnostics);
  if (report(diagnostics) != kDone || !network) return kBadInput;
  const std::int64_t day = (time_of(*date) - scenario->start).ticks();
  const auto seed = manifest.value("seed", std::uint64_t{1});
  if (const auto market = market_named(*network, given[1])) {
    explain_market(std::cout, *network, *scenario, seed, *market, day);
  } else {
    explain_shortage(std::cout, *network, *scenario, seed, given[1], day);
  }
  return kDone;
}

}  // namespace fabshock::cli
