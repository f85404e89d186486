#include <filesystem>
#include <fstream>
#include <iostream>

#include "cli/command.h"
#include "cli/options.h"

namespace fabshock::cli {
namespace {

constexpr const char* kTemplate =
    R"(# A scenario: what happens to a world, from when, for how long. Every key is explained in docs/reference/scenario.md.
# Try it:   fabshock validate scenarios/@.yaml && fabshock run scenarios/@.yaml
schema: fabshock/scenario/1
name: @
title: Ten days without the fabs of Tainan
question: Which needs go short, when, and for how long?
look_at: measures.csv, unmet by need; events.csv, shortage-begins

model: world-2025            # a folder under models/
start: 2026-01-01
horizon: 2 y                 # h d w mo quarter y

# Parts of the world that can be held still. Demand growth without new capacity would be a shortage of its own.
switches: {growth: off}

# Change any number of the world: the path starts at the scenario, `model.` leads into the model.
# set:
#   model.facilities.tsmc-f18-n5.capacity: 160 kwafer/month

disruptions:
  - id: halt
    type: outage             # or utility-loss, yield-loss, stock-loss, lane-closure, lane-slowdown, earthquake, hazard, ...
    select: {all: [{kind: fab}, {site: tainan}]}
    at: 2026-03-01
    duration: 10 d           # all of it is lost for ten days ...
    severity: 1
    recovery: {shape: linear, over: 20 d}   # ... then it comes back over twenty
    wip_scrap: 0.1           # a tenth of the wafers in process are scrapped

# What is written to timeseries.csv, and how often.
record: {every: 7 d}
)";

bool is_name(const std::string& name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
             std::string::npos &&
         name.find_first_of("._-") != 0;
}

}  // namespace

int create(const Arguments& arguments) {
  Options options("new NAME", "Writes scenarios/NAME.yaml, a commented scenario to start from.");
  options.positional("NAME", 1, 1);
  if (const auto exit = options.parse(arguments)) return *exit;
  const std::string& name = options.positionals()[0];
  if (!is_name(name)) {
    std::cerr << "fabshock: error: '" << name
              << "' is not a name: letters, digits, '.', '_' and '-', beginning with a letter or digit\n";
    return kBadInput;
  }
  const std::filesystem::path path = std::filesystem::path("scenarios") / (name + ".yaml");
  if (std::filesystem::exists(path)) {
    std::cerr << "fabshock: error: " << path.string() << " exists\n";
    return kBadInput;
  }
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  for (const char c : std::string_view(kTemplate)) {
    if (c == '@') {
      out << name;
    } else {
      out << c;
    }
  }
  out.close();
  if (!out) {
    std::cerr << "fabshock: error: cannot write " << path.string() << '\n';
    return kFailed;
  }
  std::cout << "wrote " << path.string() << "; now: fabshock run " << path.string() << '\n';
  return kDone;
}

}  // namespace fabshock::cli
