#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "results/package.h"
#include "results/write_run.h"

namespace fabshock {
namespace package {

Column arm() {
  return {"arm", "string", "arm of the design; a single run has the arm 'base'"};
}
Column replication() {
  return {"replication", "integer", "replication within the arm, from 0"};
}
Column date() {
  return {"date", "date", "calendar day"};
}
Column entity() {
  return {"entity", "string",
          "id of the facility, need, lane, market, region or bloc in the model, or an owner, or a pair of blocs"};
}
Column product() {
  return {"product", "string",
          "id of the product in the model, its class, or a kind of need; empty where none is meant"};
}
Column measure() {
  return {"measure", "string", "what is measured; docs/reference/measures.md defines each"};
}
Column value() {
  return {"value", "number", "the value, in the row's unit"};
}
Column unit() {
  return {"unit", "string", "unit of the value; 1 is a share"};
}
std::vector<Column> runs() {
  return {arm(),
          replication(),
          {"seed", "string", "seed of the random streams"},
          {"events", "integer", "events executed"},
          {"fingerprint", "string", "hash of the event stream"}};
}
std::vector<Column> measures() {
  return {arm(), replication(), measure(), entity(), product(), value(), unit()};
}
std::vector<Column> timing() {
  return {{"command", "string", "the command"},
          {"threads", "integer", "threads used"},
          {"compiler", "string", "compiler of the program"},
          {"phase", "string", "part of the work"},
          {"seconds", "number", "wall-clock seconds"}};
}

void write_json(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text << '\n';
  out.close();
  if (!out) throw std::runtime_error("cannot write " + path.string());
}

std::string header_line(const std::vector<Column>& columns) {
  std::string text;
  for (const Column& column : columns) text.append(text.empty() ? "" : ",").append(column.name);
  return text;
}

void write(const std::filesystem::path& folder, const std::string& name, const std::string& title,
           const std::vector<Table>& tables) {
  using Json = nlohmann::ordered_json;
  Json all;
  all["profile"] = "tabular-data-package";
  all["name"] = name;
  all["title"] = title;
  Json& resources = all["resources"] = Json::array();
  for (const Table& table : tables) {
    Json fields = Json::array();
    for (const Column& c : table.columns) {
      fields.push_back({{"name", c.name}, {"type", c.type}, {"description", c.meaning}});
    }
    resources.push_back({{"name", table.file.substr(0, table.file.find('.'))},
                         {"path", table.file},
                         {"profile", "tabular-data-resource"},
                         {"encoding", "utf-8"},
                         {"schema", {{"fields", std::move(fields)}}}});
  }
  write_json(folder / "datapackage.json", all.dump(2));
}

}  // namespace package

void write_datapackage(const std::filesystem::path& folder, const std::string& name, const std::string& title) {
  using namespace package;
  const std::vector<Column> timeseries = {arm(),
                                          replication(),
                                          date(),
                                          {"day", "number", "days since the start of the scenario"},
                                          {"kind", "string", "facility, lane, market, need, region or world"},
                                          entity(),
                                          product(),
                                          measure(),
                                          value(),
                                          unit()};
  const std::vector<Column> events = {arm(),
                                      replication(),
                                      date(),
                                      {"tick", "integer", "hours since the start of the scenario"},
                                      {"event", "string", "what happened"},
                                      entity(),
                                      {"detail", "string", "how much, or of what"}};
  write(folder, name, title,
        {{"timeseries.csv", timeseries},
         {"measures.csv", measures()},
         {"events.csv", events},
         {"runs.csv", runs()},
         {"timing.csv", timing()}});
}

}  // namespace fabshock
