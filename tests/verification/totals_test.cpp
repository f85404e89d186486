// What the shipped world makes at its baseline, against totals that have been published. The figures, their windows and
// sources are in models/world-2025/published.csv; here is how each is computed from the model. Both are laid side by
// side in docs/models/world-2025-totals.md. To accept a change: FABSHOCK_UPDATE=1 ctest -R WorldTotals, then read the
// diff.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "support/facts.h"

namespace fabshock::test::totals_test {
namespace {

using Total = std::function<double(const Facts&)>;
using Totals = std::map<std::string, Total>;
using NamedProducts = std::vector<std::pair<std::string, Products>>;
using Names = std::vector<std::pair<std::string, std::string>>;  // as the page has it, as the model has it

const Products kFoundryWafers{"wafer-n3", "wafer-n5", "wafer-n7", "wafer-n16", "wafer-n28"};
const Products kAdvancedWafers{"wafer-n3", "wafer-n5", "wafer-n7"};
const Products kDram{"wafer-dram", "wafer-hbm"};
const Products kAbfSubstrates{"abf-substrate", "abf-substrate-ai"};
const Products kAiSystems{"nvl72-rack", "hgx-server",      "hopper-server", "mi-server",
                          "asic-pod",   "cloudmatrix-384", "cn-ai-server"};
const NamedProducts kEndProducts{{"AI systems", kAiSystems},
                                 {"other servers", {"general-server"}},
                                 {"PCs", {"pc"}},
                                 {"phones", {"phone"}},
                                 {"telecom gear", {"telecom-gear"}},
                                 {"cars", {"car"}},
                                 {"industrial equipment", {"industrial-equip"}},
                                 {"consumer devices", {"consumer-device"}}};

double percent(double part, double whole) {
  return 100 * part / whole;
}

void add_chip_sales(Totals& all) {
  all["chip sales"] = [](const Facts& f) { return f.value(f.chips(), kNew); };
  for (const char* kind : {"logic", "memory"}) {
    all[kind] = [kind](const Facts& f) { return f.value(f.chips(kind), kNew); };
  }
  for (const auto& use : kEndProducts) {
    // What Huawei takes from its bank was sold in other years.
    const double banks = use.first == "AI systems" ? 1.0 : 0.0;
    all["chips in " + use.first] = [products = use.second, banks](const Facts& f) {
      double sum = 0;
      for (const std::string_view p : products) sum += f.made({p}) * f.chips_in(p) / 1e9;
      return sum - banks * (f.value({"hbm-stack"}) - f.value({"hbm-stack"}, kNew));
    };
  }
}

// What the model has no figure for, as the reconciled tables have it: what a wafer of 28 nm and older brings a firm
// [USD], because the class has one price in the model; and Samsung's prices below that, against TSMC's.
struct Foundry {
  std::string_view owner;
  double old_wafer = 0;
  double newer = 1;  // over the product's price
};
constexpr Foundry kTsmc{"tsmc", 2300};
constexpr std::array kOtherFoundries{Foundry{"samsung", 2300, 0.8}, Foundry{"smic", 1750},    Foundry{"umc", 2050},
                                     Foundry{"gf", 2900},           Foundry{"huahong", 1250}, Foundry{"vis", 1250},
                                     Foundry{"psmc", 1150}};
constexpr double kNexchipWafer = 950;      // its group is all of China's smaller ones
constexpr double kTsmcBeside = 0.09;       // masks, bumping, test, other packaging: over the revenue from wafers
constexpr double kCarElectronics = 2700;   // in a car [USD]
constexpr double kGigabytesOfAStack = 29;  // mean of 8 and 12 layers
constexpr double kH100 = 0.989;            // dense BF16 [PFLOP/s]

double wafer_sales(const Facts& f, const Foundry& of) {  // B USD
  const double newer = f.value({"wafer-n3", "wafer-n5", "wafer-n7", "wafer-n16"}, {.owner = of.owner});
  return newer * of.newer + f.made({"wafer-n28"}, {.owner = of.owner}) * of.old_wafer / 1e9;
}

double tsmc_sales(const Facts& f) {
  return wafer_sales(f, kTsmc) * (1 + kTsmcBeside) + f.value({"cowos-wafer"}, {.owner = "tsmc"});
}

double foundry_sales(const Facts& f) {
  double sum = tsmc_sales(f) + f.made({"wafer-n28"}, {.facility = "nexchip-hefei"}) * kNexchipWafer / 1e9;
  for (const Foundry& other : kOtherFoundries) sum += wafer_sales(f, other);
  return sum;
}

double electronics_sales(const Facts& f) {
  double sum = f.made({"car"}) * kCarElectronics / 1e9 - f.value({"car"});
  for (const auto& use : kEndProducts) sum += f.value(use.second);
  return sum;
}

void add_foundries(Totals& all) {
  all["TSMC revenue"] = tsmc_sales;
  for (const auto& node : Names{{"N3", "wafer-n3"}, {"N5", "wafer-n5"}, {"N7", "wafer-n7"}}) {
    all["TSMC revenue from wafers: share of " + node.first] = [wafer = node.second](const Facts& f) {
      return percent(f.value({wafer}, {.owner = "tsmc"}), wafer_sales(f, kTsmc));
    };
    all["TSMC shipments of " + node.first] = [wafer = node.second](const Facts& f) {
      return f.made({wafer}, {.owner = "tsmc"}) / 12e3;
    };
  }
  all["TSMC shipments"] = [](const Facts& f) { return f.made(kFoundryWafers, {.owner = "tsmc"}) / 1e6; };
  all["TSMC capacity"] = [](const Facts& f) { return f.capacity(kFoundryWafers, {.owner = "tsmc"}) * 12 / 1e6; };
  all["top ten foundries: revenue"] = foundry_sales;
  all["electronics revenue over foundry revenue"] = [](const Facts& f) {
    return electronics_sales(f) / foundry_sales(f);
  };
  all["share of Taiwan in output at 7 nm and below without Intel"] = [](const Facts& f) {
    return percent(f.made(kAdvancedWafers, {.region = "TW"}), f.made(kAdvancedWafers));
  };
  all["SMIC capacity"] = [](const Facts& f) { return f.capacity(kFoundryWafers, {.owner = "smic"}) / 1e3; };
  all["SMIC use"] = [](const Facts& f) {
    return percent(f.made(kFoundryWafers, {.owner = "smic"}) / 12, f.capacity(kFoundryWafers, {.owner = "smic"}));
  };
}

// Cells of the matrix of 15 kwafer/month and more, and its sums.
struct Cells {
  std::string name;
  std::string_view region;
  std::vector<std::string> classes;
};

void add_capacities(Totals& all) {
  const std::map<std::string, Products> wafers{
      {"3 nm and below", {"wafer-n3"}},
      {"5/4 nm", {"wafer-n5"}},
      {"7/6 nm", {"wafer-n7"}},
      {"7 nm and below with Intel", {"wafer-n3", "wafer-n5", "wafer-n7", "wafer-intel"}},
      {"10-22 nm", {"wafer-n16"}},
      {"28 nm and above", {"wafer-n28"}},
      {"DRAM with HBM", kDram},
      {"NAND", {"wafer-nand"}},
      {"analog and discretes", {"wafer-dao"}},
      {"all classes",
       {"wafer-n3", "wafer-n5", "wafer-n7", "wafer-intel", "wafer-n16", "wafer-n28", "wafer-dram", "wafer-hbm",
        "wafer-nand", "wafer-dao"}}};
  const std::vector<Cells> matrix{
      {"World", "", {"7 nm and below with Intel"}},
      {"Taiwan", "TW", {"3 nm and below", "5/4 nm", "7/6 nm", "10-22 nm", "DRAM with HBM", "NAND"}},
      {"Korea", "KR", {"3 nm and below", "5/4 nm", "7/6 nm", "10-22 nm", "DRAM with HBM", "NAND"}},
      {"China", "CN", {"7/6 nm", "10-22 nm", "DRAM with HBM", "NAND"}},
      {"Japan", "JP", {"DRAM with HBM", "NAND"}},
      {"United States", "US", {"7 nm and below with Intel", "10-22 nm", "DRAM with HBM", "NAND"}},
      {"Europe with Israel", "EU", {"7 nm and below with Intel", "10-22 nm"}},
      {"South-East Asia", "SEA", {"10-22 nm", "NAND"}}};
  for (const Cells& row : matrix) {
    std::vector<std::string> classes = row.classes;
    if (!row.region.empty()) {
      for (const char* c : {"28 nm and above", "analog and discretes", "all classes"}) classes.emplace_back(c);
    }
    for (const std::string& c : classes) {
      all[row.name + ": " + c] = [region = row.region, products = wafers.at(c)](const Facts& f) {
        return f.capacity(products, {.region = region}) / 1e3;
      };
    }
  }
}

void add_memory(Totals& all) {
  const Names makers{{"Samsung", "samsung"}, {"SK hynix", "skhynix"}, {"Micron", "micron"}, {"YMTC", "ymtc"}};
  for (const auto& maker : makers) {
    all["NAND output of " + maker.first] = [owner = maker.second](const Facts& f) {
      return f.made({"wafer-nand"}, {.owner = owner}) / 12e3;
    };
    if (maker.first == "YMTC") continue;
    all["DRAM output with HBM of " + maker.first] = [owner = maker.second](const Facts& f) {
      return f.made(kDram, {.owner = owner}) / 12e3;
    };
    all["HBM share of " + maker.first] = [owner = maker.second](const Facts& f) {
      return percent(f.made({"hbm-stack"}, {.owner = owner}), f.made({"hbm-stack"}, kNew));
    };
  }
  all["DRAM output of CXMT"] = [](const Facts& f) { return f.made({"wafer-dram"}, {.owner = "cxmt"}) / 12e3; };
  all["HBM made"] = [](const Facts& f) { return f.made({"hbm-stack"}, kNew) * kGigabytesOfAStack * 8 / 1e9; };
  all["HBM sales"] = [](const Facts& f) { return f.value({"hbm-stack"}, kNew); };
  all["HBM wafers"] = [](const Facts& f) { return f.made({"wafer-hbm"}) / 12e3; };
  all["DRAM sales with HBM"] = [](const Facts& f) { return f.value({"dram-module", "hbm-stack"}, kNew); };
  all["NAND sales"] = [](const Facts& f) { return f.value({"nand-ssd"}); };
}

double cowos_outside_china(const Facts& f) {  // by what it is for
  return f.used("cowos-wafer", {}) - f.used("cowos-wafer", {"ascend-910c", "cn-accel"});
}

void add_ai(Totals& all) {
  all["CoWoS and the like outside China"] = [](const Facts& f) { return cowos_outside_china(f) / 1e3; };
  all["CoWoS output of TSMC"] = [](const Facts& f) { return f.made({"cowos-wafer"}, {.owner = "tsmc"}) / 12e3; };
  all["share of Nvidia in CoWoS outside China"] = [](const Facts& f) {
    return percent(f.used("cowos-wafer", {"gpu-blackwell", "gpu-hopper"}), cowos_outside_china(f));
  };
  all["Blackwell packages"] = [](const Facts& f) { return f.made({"gpu-blackwell"}) / 1e6; };
  all["GB200 and GB300 racks"] = [](const Facts& f) { return f.made({"nvl72-rack"}) / 1e3; };
  all["Nvidia in H100 equivalents"] = [](const Facts& f) {
    return f.compute({"nvl72-rack", "hgx-server", "hopper-server", "gpu-blackwell"}) / kH100 / 1e6;
  };
  all["Ascend packages"] = [](const Facts& f) { return f.made({"ascend-910c"}) / 1e3; };
  all["Chinese cards"] = [](const Facts& f) { return f.made({"ascend-910c", "cn-accel"}) / 1e6; };
}

void add_end_products(Totals& all) {
  all["server revenue"] = [](const Facts& f) { return f.value(kAiSystems) + f.value({"general-server"}); };
  for (const auto& kind : Names{{"phones", "phone"}, {"PCs", "pc"}, {"light vehicles", "car"}}) {
    all[kind.first] = [product = kind.second](const Facts& f) { return f.made({product}) / 1e6; };
  }
}

void add_materials(Totals& all) {
  all["silicon shipments"] = [](const Facts& f) { return f.made({"silicon-wafer-300"}) / 1e6; };
  all["silicon revenue"] = [](const Facts& f) { return f.value({"silicon-wafer-300"}); };
  const Names regions{
      {"Japan", "JP"}, {"Taiwan", "TW"}, {"Europe with Israel", "EU"}, {"Korea", "KR"}, {"China", "CN"}};
  for (const auto& place : regions) {
    all["silicon made in " + place.first] = [region = place.second](const Facts& f) {
      return percent(f.made({"silicon-wafer-300"}, {.region = region}), f.made({"silicon-wafer-300"}));
    };
    if (place.second == "EU" || place.second == "CN") continue;
    all["ABF substrates by value from " + place.first] = [region = place.second](const Facts& f) {
      return percent(f.value(kAbfSubstrates, {.region = region}), f.value(kAbfSubstrates));
    };
  }
  all["ArF and KrF resist of Japanese firms"] = [](const Facts& f) {
    return percent(f.made({"resist-arf-krf"}, {.owner_bloc = "jp"}), f.made({"resist-arf-krf"}));
  };
}

void add_equipment_and_utilities(Totals& all) {
  all["EUV scanners"] = [](const Facts& f) { return f.made({"tool-euv"}); };
  all["power on Taiwan"] = [](const Facts& f) { return f.made({"power"}, {.region = "TW"}) / 1e3; };
  all["share of TSMC in power on Taiwan"] = [](const Facts& f) {
    return percent(f.used("power", {}, {.region = "TW", .owner = "tsmc"}), f.made({"power"}, {.region = "TW"}));
  };
  all["LNG for power on Taiwan"] = [](const Facts& f) { return f.made({"lng"}) / 1e3; };
}

Totals totals() {
  Totals all;
  add_chip_sales(all);
  add_foundries(all);
  add_capacities(all);
  add_memory(all);
  add_ai(all);
  add_end_products(all);
  add_materials(all);
  add_equipment_and_utilities(all);
  return all;
}

struct Published {
  std::string group, total, unit;
  double low = 0, published = 0, high = 0;
  std::string source;
  std::string conflict;  // as docs/models/world-2025.md numbers them; empty: the model agrees

  bool holds(double model) const { return low <= model && model <= high; }
};

std::string text_of(const std::string& path) {
  std::ifstream in(std::string(FABSHOCK_ROOT) + "/" + path, std::ios::binary);
  if (!in) throw std::runtime_error("no file " + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<Published> published() {
  std::istringstream in(text_of("models/world-2025/published.csv"));
  std::string line;
  if (!std::getline(in, line) || line != "group,total,unit,low,published,high,source,conflict") {
    throw std::runtime_error("published.csv has other columns: " + line);
  }
  std::vector<Published> rows;
  while (std::getline(in, line)) {
    std::vector<std::string> cells(1);  // none holds a comma
    for (const char c : line) {
      if (c == ',') {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    if (cells.size() != 8) throw std::runtime_error("published.csv: not eight cells: " + line);
    rows.push_back({cells[0], cells[1], cells[2], std::stod(cells[3]), std::stod(cells[4]), std::stod(cells[5]),
                    cells[6], cells[7]});
  }
  return rows;
}

std::string shown(double x) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", x);
  return text.data();
}

std::string page() {
  const Facts facts("world-2025");
  const Totals all = totals();
  const auto rows = published();
  std::ostringstream tables;
  int inside = 0;
  std::string group;
  for (const Published& row : rows) {
    if (row.group != group) {
      if (!group.empty()) tables << '\n';
      group = row.group;
      tables << "## " << group
             << "\n\n| total | published | window | model | source | state |\n|---|---|---|---|---|---|\n";
    }
    const double model = all.at(row.total)(facts);
    if (row.holds(model)) ++inside;
    tables << "| " << row.total << (row.unit.empty() ? "" : ", ") << row.unit << " | " << shown(row.published) << " | "
           << shown(row.low) << " .. " << shown(row.high) << " | " << shown(model) << " | " << row.source << " | "
           << (row.conflict.empty() ? "ok" : "conflict " + row.conflict) << " |\n";
  }
  std::ostringstream out;
  out << R"(# Published totals against world-2025

What the model makes at its stationary baseline, against what has been published: )"
      << rows.size() << " totals, " << inside << R"( of them inside
their window. The others are conflicts declared in [world-2025](world-2025.md#what-disagrees-and-what-was-chosen).
Figures, windows and sources are in `models/world-2025/published.csv`; `WorldTotals.*` of the verification tests
computes the model's side and writes this page (`FABSHOCK_UPDATE=1`). A total that leaves its window without a declared
conflict fails, and so does a conflict that has gone.

"ok" means: not contradicted. The model was calibrated to many of these totals. Only windows that are published ranges,
or the tolerance of the capacity matrix, test anything; the rest were set by hand, most 3 to 15 % to either side.

)" << tables.str()
      << R"(
Chips are counted at their products' prices. At those of the markets (markets.yaml), four of which are dearer because
what goes into their goods costs more, chip sales are )"
      << shown(facts.market_value(facts.chips(), kNew)) << " B USD and logic "
      << shown(facts.market_value(facts.chips("logic"), kNew)) << " B USD.\n";
  return out.str();
}

TEST(WorldTotals, AreTheSameInDataAndCode) {
  std::set<std::string> computed;
  for (const auto& total : totals()) computed.insert(total.first);
  std::set<std::string> given;
  for (const Published& row : published()) {
    EXPECT_TRUE(given.insert(row.total).second) << row.total << " is given twice";
    EXPECT_TRUE(computed.contains(row.total)) << "nothing computes " << row.total;
    EXPECT_TRUE(row.low <= row.published && row.published <= row.high) << row.total;
    EXPECT_FALSE(row.source.empty()) << row.total;
  }
  for (const std::string& total : computed) EXPECT_TRUE(given.contains(total)) << "no figure for " << total;
  EXPECT_EQ(given.size(), 116U);
}

TEST(WorldTotals, LieInTheirWindowsOrAreDeclared) {
  const Facts facts("world-2025");
  const Totals all = totals();
  const std::string declared = text_of("docs/models/world-2025.md");
  for (const Published& row : published()) {
    const auto total = all.find(row.total);
    ASSERT_NE(total, all.end()) << row.total;
    const double model = total->second(facts);
    if (row.conflict.empty()) {
      EXPECT_TRUE(row.holds(model)) << row.total << ": " << model << " is not in " << row.low << " .. " << row.high;
    } else {
      EXPECT_FALSE(row.holds(model)) << row.total << ": " << row.conflict << " is declared, but " << model << " is in "
                                     << row.low << " .. " << row.high;
      EXPECT_NE(declared.find("| " + row.conflict + " |"), std::string::npos) << row.conflict << " is not in the docs";
    }
  }
}

TEST(WorldTotals, AreAsRecorded) {
  const std::string path = "docs/models/world-2025-totals.md";
  const std::string now = page();
  std::cout << now;  // ctest shows it with -V
  if (std::getenv("FABSHOCK_UPDATE") != nullptr) {
    std::ofstream(std::string(FABSHOCK_ROOT) + "/" + path, std::ios::binary) << now;
  }
  std::istringstream recorded(text_of(path));
  std::istringstream fresh(now);
  std::string recorded_line;
  std::string line;
  for (int n = 1;; ++n) {
    const bool more_recorded = static_cast<bool>(std::getline(recorded, recorded_line));
    const bool more = static_cast<bool>(std::getline(fresh, line));
    if (!more_recorded && !more) return;
    ASSERT_TRUE(more_recorded && more && line == recorded_line)
        << "first difference at line " << n << "\n  recorded: " << (more_recorded ? recorded_line : "(end)")
        << "\n  now:      " << (more ? line : "(end)") << "\nto accept it: FABSHOCK_UPDATE=1 ctest -R WorldTotals";
  }
}

}  // namespace
}  // namespace fabshock::test::totals_test
