// The five tables as structs, with every reference resolved. A row that comes to nothing in the model says why.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "import/eto.h"

namespace fabshock::eto {

inline constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

enum class Type : std::uint8_t { kProcess, kMaterial, kTool, kDesign, kOutput };

struct Row {
  Place place;
  const char* unused = nullptr;  // why; nullptr: it is used
};

struct Stage {
  std::string id, name;
  Row row;
};

struct Input {
  std::string id, name;
  Type type = Type::kProcess;
  std::size_t stage = kNone;
  double size = 0;  // [USD a year] of its world market; 0: not given
  std::string size_source;
  Row row;
  std::vector<std::size_t> into;    // links from what goes into it or is a kind of it, in the order of the rows
  std::vector<std::size_t> offers;  // rows of provision.csv
};

struct Link {
  std::size_t from = kNone, to = kNone;
  bool kind = false;  // `from` is a kind of `to`; else it goes into it
  Row row;
};

struct Provider {
  std::string id, name;
  bool is_country = false;
  std::string country;   // the code of a known country, or kElsewhere
  bool is_known = true;  // false: kElsewhere because the table's word for its country is not understood
  Place place;           // of its first row
};

struct ProviderRow {
  std::size_t provider = kNone;
  Row row;
};

struct Offer {
  std::size_t provider = kNone;
  std::size_t input = kNone, stage = kNone;  // one of them is set
  std::optional<double> share;               // [%]
  std::string source;
  Row row;
};

inline constexpr const char* kElsewhere = "OTHER";

struct Tables {
  std::vector<Stage> stages;
  std::vector<Input> inputs;
  std::vector<Link> links;
  std::vector<Provider> providers;
  std::vector<ProviderRow> provider_rows;
  std::vector<Offer> offers;
  std::vector<std::vector<std::size_t>> stage_offers;  // by stage
  int last_year = 0;                                   // of provision.csv; 0: none given
};

// What was assumed, by kind, in the order in which the kinds come up.
class Counts {
 public:
  void add(std::string_view what, std::size_t count = 1);
  const std::vector<Counted>& all() const { return all_; }

 private:
  std::vector<Counted> all_;
};

// More than the whole world sells in a year: a slip.
inline constexpr double kLargestMarket = 1e15;  // [USD a year]

// Nothing if there was an error.
std::optional<Tables> read_tables(const std::filesystem::path& folder, Counts& counts, Diagnostics& diagnostics);

}  // namespace fabshock::eto
