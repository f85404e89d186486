// Asking a tree for what a schema expects. Whatever is wrong goes to the diagnostics and the reading goes on, so that a
// file's errors come all at once.
#pragma once
#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/time.h"
#include "scenario/model.h"
#include "scenario/quantity.h"
#include "scenario/tree.h"

namespace fabshock::input {

// What a number must be. Bounds are in canonical units.
struct Want {
  Dimension dimension = Dimension::kPlain;
  double least = 0;
  double most = std::numeric_limits<double>::infinity();
  bool above = false;          // `least` itself is too little
  std::string_view unit = {};  // quantities and rates: the product's unit
  double quantum = 0;          // ... and quantum: what is held must fit 53 bits of it
  bool counted = true;         // a datum that needs a source, not a setting
  std::string_view also = {};  // a key that may stand beside the value, and is read elsewhere
};

inline constexpr double kLongest = 1000.0 * 8760;  // [h]
inline constexpr Want kShareWant{.dimension = Dimension::kShare, .most = 1};
inline constexpr Want kDurationWant{.dimension = Dimension::kDuration, .most = kLongest};
inline constexpr Want kPositiveDuration{.dimension = Dimension::kDuration, .most = kLongest, .above = true};
inline constexpr Want kPlainWant{};

struct Item {  // of a list
  std::string_view text;
  Place place;
};

class Reader {
 public:
  Reader(Tree& tree, Diagnostics& diagnostics) : tree_(tree), diagnostics_(diagnostics) {}

  Diagnostics& diagnostics() { return diagnostics_; }
  Tree& tree() { return tree_; }
  void error(Place place, std::string message, std::string hint) {
    diagnostics_.error(place, std::move(message), std::move(hint));
  }

  // `what` is the key that the messages name.
  Number number(Node& node, std::string_view what, const Want& want);
  std::string text(const Node& node, std::string_view what);
  std::optional<bool> flag(const Node& node, std::string_view what);
  std::optional<Date> date(const Node& node, std::string_view what);
  std::optional<int> integer(const Node& node, std::string_view what, int least, int most);
  std::optional<std::size_t> choice(const Node& node, std::string_view what, std::span<const std::string_view> names);
  // A list of texts; a text alone is a list of one, and a table's cell is split at ';'.
  std::vector<Item> items(Node& node, std::string_view what);
  std::vector<std::string> texts(Node& node, std::string_view what);
  bool is_map(const Node& node, std::string_view what);
  bool is_entry(const Node& item, std::string_view section);  // an item of a list of maps

  // Reports an id that is none (letters, digits, `.`, `_`, `+`, `-`).
  bool check_id(std::string_view id, Place place);
  // Reports a name that is not among the candidates, with the nearest: "no site 'tainam'".
  void unknown(Place place, std::string_view kind, std::string_view name, std::span<const std::string_view> candidates);
  void missing_key(const Node& map, const std::string& name, std::string_view key);
  void unknown_key(const Node& child, std::string_view kind, std::span<const std::string_view> known);

  template <class Named>
  std::vector<std::string_view> ids(const std::vector<Named>& named) const {
    std::vector<std::string_view> all;
    for (const Named& n : named) all.push_back(n.id);
    return all;
  }
  // Where the id stands in a vector sorted by id; an invalid index, reported, if nowhere.
  template <class Ix, class Named>
  Ix find(const std::vector<Named>& named, std::string_view id, Place place, std::string_view kind) {
    const auto at =
        std::lower_bound(named.begin(), named.end(), id, [](const Named& n, std::string_view v) { return n.id < v; });
    if (at != named.end() && at->id == id) return Ix{static_cast<std::uint32_t>(at - named.begin())};
    unknown(place, kind, id, hints_left() ? ids(named) : std::vector<std::string_view>{});
    return Ix{};
  }

  // Beyond these many errors nobody reads hints, and looking for them takes the square of a file's length.
  bool hints_left() const { return diagnostics_.errors() < 200; }

  // Asked of every number that counts, once it is read.
  using Ask = std::function<void(const Node&, Number&)>;
  void ask(Ask ask) { ask_ = std::move(ask); }
  bool is_asked() const { return static_cast<bool>(ask_); }

  // Numbers read while this is on are counted, and must have a source.
  void count_into(Model* model) {
    counted_ = model;
    if (model != nullptr) assumed_.clear();
  }
  // Those that are assumptions, of the last model that was read.
  const std::vector<const Node*>& assumed() const { return assumed_; }

 private:
  std::optional<double> convert(std::string_view text, Place place, std::string_view what, const Want& want,
                                std::string_view inherited_unit);
  void read_number_map(Node& node, std::string_view what, const Want& want, Number& number);
  void read_distribution(const Node& node, std::string_view what, const Want& want, std::string_view unit,
                         Number& number);
  bool check_range(double value, Place place, std::string_view what, const Want& want);
  void count(const Node& node);

  Tree& tree_;
  Diagnostics& diagnostics_;
  Model* counted_ = nullptr;
  std::vector<const Node*> assumed_;
  Ask ask_;
  // Of tables: once, not once a row.
  std::set<Place> reported_columns_;
  std::set<std::pair<std::uint32_t, std::string_view>> reported_missing_;
};

// The keys of one map. Every key is asked for by name; finish() reports those that nobody asked for.
class Entry {
 public:
  // kind and id are for messages: "facility", "tsmc-f18". The map must be one (Reader::is_map).
  Entry(Reader& reader, Node& map, std::string_view kind, std::string_view id = {});

  Reader& reader() { return reader_; }
  Node& node() { return map_; }
  std::string name() const;  // "facility 'tsmc-f18'"

  Node* find(std::string_view key);      // nullptr if absent, or given without a value (reported)
  Node* required(std::string_view key);  // reported if absent
  bool has(std::string_view key) const { return map_.find(key) != nullptr; }

  void text(std::string_view key, std::string& to);
  void texts(std::string_view key, std::vector<std::string>& to);
  void number(std::string_view key, Number& to, const Want& want);
  void number(std::string_view key, std::optional<Number>& to, const Want& want);
  void plain(std::string_view key, double& to, const Want& want);  // value only
  void flag(std::string_view key, bool& to);
  std::optional<Time> date(std::string_view key);  // its first moment
  template <class Enum, std::size_t N>
  void choice(std::string_view key, Enum& to, const std::array<std::string_view, N>& names) {
    if (Node* node = find(key)) {
      if (const auto index = reader_.choice(*node, key, names)) to = static_cast<Enum>(*index);
    }
  }
  template <class Enum, std::size_t N>
  void choice(std::string_view key, std::optional<Enum>& to, const std::array<std::string_view, N>& names) {
    Enum value{};
    if (!has(key)) {
      expect(key);
      return;
    }
    choice(key, value, names);
    to = value;
  }
  void expect(std::string_view key) { asked_.push_back(key); }  // a known key, read elsewhere

  void finish();

 private:
  Reader& reader_;
  Node& map_;
  std::string_view kind_, id_;
  std::vector<std::string_view> asked_;
};

std::string shown(std::string_view text);  // quoted, and cut if it is long
std::string shown(double value);           // the shortest that reads back the same

}  // namespace fabshock::input
