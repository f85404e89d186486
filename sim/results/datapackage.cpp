#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "results/write_run.h"

namespace fabshock {
namespace {

using Json = nlohmann::ordered_json;

struct Column {
  const char* name;
  const char* type;
  const char* meaning;
};

constexpr Column kArm{"arm", "string", "arm of the design; a single run has the arm 'base'"};
constexpr Column kReplication{"replication", "integer", "replication within the arm, from 0"};
constexpr Column kDate{"date", "date", "calendar day"};
constexpr Column kEntity{
    "entity", "string",
    "id of the facility, need, lane, market, region or bloc in the model, or an owner, or a pair of blocs"};
constexpr Column kProduct{"product", "string",
                          "id of the product in the model, its class, or a kind of need; empty where none is meant"};
constexpr Column kMeasure{"measure", "string", "what is measured; docs/reference/measures.md defines each"};
constexpr Column kValue{"value", "number", "the value, in the row's unit"};
constexpr Column kUnit{"unit", "string", "unit of the value; 1 is a share"};

Json resource(const char* file, std::initializer_list<Column> columns) {
  Json fields = Json::array();
  for (const Column& c : columns) fields.push_back({{"name", c.name}, {"type", c.type}, {"description", c.meaning}});
  const std::string path(file);
  return {{"name", path.substr(0, path.find('.'))},
          {"path", path},
          {"profile", "tabular-data-resource"},
          {"encoding", "utf-8"},
          {"schema", {{"fields", std::move(fields)}}}};
}

}  // namespace

void write_datapackage(const std::filesystem::path& folder, const std::string& name, const std::string& title) {
  Json package;
  package["profile"] = "tabular-data-package";
  package["name"] = name;
  package["title"] = title;
  package["resources"] = {
      resource("timeseries.csv", {kArm,
                                  kReplication,
                                  kDate,
                                  {"day", "number", "days since the start of the scenario"},
                                  {"kind", "string", "facility, lane, market, need, region or world"},
                                  kEntity,
                                  kProduct,
                                  kMeasure,
                                  kValue,
                                  kUnit}),
      resource("measures.csv", {kArm, kReplication, kMeasure, kEntity, kProduct, kValue, kUnit}),
      resource("events.csv", {kArm,
                              kReplication,
                              kDate,
                              {"tick", "integer", "hours since the start of the scenario"},
                              {"event", "string", "what happened"},
                              kEntity,
                              {"detail", "string", "how much, or of what"}}),
      resource("runs.csv", {kArm,
                            kReplication,
                            {"seed", "string", "seed of the random streams"},
                            {"events", "integer", "events executed"},
                            {"fingerprint", "string", "hash of the event stream"}}),
      resource("timing.csv", {{"command", "string", "the command"},
                              {"threads", "integer", "threads used"},
                              {"compiler", "string", "compiler of the program"},
                              {"phase", "string", "part of the work"},
                              {"seconds", "number", "wall-clock seconds"}}),
  };
  std::ofstream out(folder / "datapackage.json", std::ios::binary);
  out << package.dump(2) << '\n';
  out.close();
  if (!out) throw std::runtime_error("cannot write " + (folder / "datapackage.json").string());
}

}  // namespace fabshock
