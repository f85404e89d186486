#include "scenario/override.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "scenario/csv_tree.h"
#include "scenario/hints.h"
#include "scenario/quantity.h"
#include "scenario/reader.h"
#include "scenario/sections.h"
#include "scenario/tree_paths.h"

namespace fabshock::input {
namespace {

constexpr std::array<std::string_view, 5> kNumberKeys = {"value", "low", "high", "dist", "source"};

// Keys under which no number stands, however much it looks like one ("3M" is an owner).
bool holds_text(std::string_view key) {
  constexpr std::array<std::string_view, 22> texts = {
      "source", "id",      "name", "title", "owner", "group",  "kind", "makes", "recipe",     "tags",   "route",
      "mode",   "product", "from", "to",    "site",  "region", "bloc", "units", "owner_bloc", "rivals", "country"};
  return std::find(texts.begin(), texts.end(), key) != texts.end();
}

class Setter {
 public:
  Setter(Tree& tree, std::string_view path, const Node& value, Place place, Diagnostics& diagnostics)
      : tree_(tree), path_(path), parts_(split_path(path)), value_(value), place_(place), diagnostics_(diagnostics) {}

  void run(Node& root, bool has_model) {
    constexpr std::size_t kMostParts = 32;
    if (parts_.empty() || parts_.size() > kMostParts || parts_.front() == "set") {
      fail(shown(path_) + " is no path", "keys joined by dots, as in model.facilities.my-fab.capacity");
      return;
    }
    if (parts_.size() == 2 && parts_.front() == "model" && is_whole(parts_[1])) {
      fail("path " + shown(path_) + ": this cannot be set as a whole", "set what is in it, or write an include");
      return;
    }
    if (!has_model && parts_.front() == "model" && parts_.size() > 1) return;
    if (scales() && !read_factor()) return;
    descend(root, 0);
    if (touched_ == 0)
      fail("path " + shown(path_) + (scales() ? ": there is no number to scale" : " leads to nothing"),
           "keys joined by dots, as in model.facilities.my-fab.capacity");
  }

 private:
  bool last(std::size_t depth) const { return depth + 1 == parts_.size(); }
  static bool is_whole(std::string_view key) {
    return is_map_section(key) || is_list_section(key) || key == "include" || key == "schema";
  }
  bool scales() const { return parts_.back() == "scale"; }

  void fail(std::string message, std::string hint) {
    if (!failed_) diagnostics_.error(place_, std::move(message), std::move(hint));
    failed_ = true;
  }

  bool read_factor() {
    const auto measured = value_.is_scalar() ? split_unit(value_.text) : std::nullopt;
    if (!measured || !measured->unit.empty() || measured->value < 0) {
      fail("'scale' needs a number without a unit, at least 0", "1.2 makes it a fifth larger");
      return false;
    }
    factor_ = measured->value;
    return true;
  }

  // Path up to and including the part at `depth`, for messages.
  std::string up_to(std::size_t depth) const {
    std::string text;
    for (std::size_t i = 0; i <= depth; ++i) {
      const bool brackets = parts_[i].find('.') != std::string_view::npos;
      text += brackets ? "[" : i > 0 ? "." : "";
      text += parts_[i];
      if (brackets) text += ']';
    }
    return text;
  }

  void missing(const Node& node, std::size_t depth) {
    std::vector<std::string_view> candidates;
    for (const Node& child : node) {
      const Node* id = node.is_list() && child.is_map() ? child.find("id") : nullptr;
      candidates.push_back(id != nullptr ? id->text : child.key);
    }
    if (depth == 1 && parts_.front() == "model") {
      candidates.emplace_back("belief");
      candidates.insert(candidates.end(), kMapSections.begin(), kMapSections.end());
      candidates.insert(candidates.end(), kListSections.begin(), kListSections.end());
    }
    const std::string where = depth == 0 ? "the scenario" : "'" + up_to(depth - 1) + "'";
    std::erase(candidates, std::string_view{});  // entries of a list without an id
    std::erase(candidates, parts_[depth]);       // a section that is known, and not in this model
    fail("path '" + std::string{path_} + "': no '" + std::string{parts_[depth]} + "' in " + where,
         candidates.empty() ? "its entries have no id to be named by" : nearest_of(parts_[depth], candidates));
  }

  void descend(Node& node, std::size_t depth) {
    if (last(depth) && scales()) {
      scale(node);
      return;
    }
    if (scales_cover(node, depth)) {
      multiply(node, "cover_scale");
      return;
    }
    if (parts_[depth] == "*") {
      if (node.size == 0 && !starred(depth)) missing(node, depth);
      for (Node& child : node) {
        if (child.key != "source") step(child, depth);
      }
      return;
    }
    if (node.is_map()) {
      Node* child = node.find(parts_[depth]);
      if (is_number_map(node)) node.place = place_;  // a number is of who set any part of it
      if (child != nullptr) {
        step(*child, depth);
      } else {
        add(node, depth);
      }
    } else if (node.is_list()) {
      if (Node* item = item_of(node, parts_[depth])) {
        step(*item, depth);
      } else {
        missing(node, depth);
      }
    } else if (std::find(kNumberKeys.begin(), kNumberKeys.end(), parts_[depth]) != kNumberKeys.end() && last(depth)) {
      // A bound is given to what was a plain number so far.
      Node& plain = tree_.make(NodeKind::kScalar, node.place);
      plain.text = node.text;
      plain.source = node.source;
      node.kind = NodeKind::kMap;
      node.split = false;
      Tree::append(node, "value", node.key_place, plain);
      node.place = place_;
      add(node, depth);
    } else if (!starred(depth)) {
      fail("path '" + std::string{path_} + "': '" + up_to(depth - 1) + "' is a single value and has no '" +
               std::string{parts_[depth]} + "'",
           "end the path there");
    }
  }

  // `model.facilities.X.cover.scale`: the cover of a facility or a need may be its own or come by a default, so the
  // factor is kept with the facility.
  bool scales_cover(const Node& node, std::size_t depth) const {
    return scales() && node.is_map() && depth == 3 && parts_.size() == 5 && parts_[3] == "cover" &&
           parts_[0] == "model" && (parts_[1] == "facilities" || parts_[1] == "needs");
  }

  void multiply(Node& node, std::string_view key) {
    Node* at = node.find(key);
    if (at == nullptr) {
      at = &tree_.make(NodeKind::kScalar, place_);
      at->text = "1";
      Tree::append(node, key, place_, *at);
      at = node.find(key);
    }
    scale(*at);
  }

  // A path through `*` passes over the entries that have nothing of the name.
  bool starred(std::size_t depth) const {
    return std::find(parts_.begin(), parts_.begin() + static_cast<std::ptrdiff_t>(depth), "*") !=
           parts_.begin() + static_cast<std::ptrdiff_t>(depth);
  }

  void step(Node& child, std::size_t depth) {
    if (last(depth)) {
      put(child);
    } else {
      descend(child, depth + 1);
    }
  }

  void put(Node& at) {
    Tree::assign(at, tree_.clone(value_));
    at.key_place = place_;
    ++touched_;
  }

  // The path goes on with a key that is not there. Entries are not invented: those of the model's sections (depth 2),
  // of lists, and the sections themselves.
  void add(Node& node, std::size_t depth) {
    const bool model = parts_.front() == "model";
    const bool entry = model && depth == 2 && (is_map_section(parts_[1]) || is_list_section(parts_[1]));
    const bool section = model ? depth == 1 && !last(depth) && parts_[1] != "belief"
                               : depth == 0 && !last(depth) && parts_[0] != "switches" && parts_[0] != "record";
    if (entry || section) {
      missing(node, depth);
      return;
    }
    if (scales()) {
      if (!starred(depth)) missing(node, depth);
      return;
    }
    // What `*` would stand for is not there either.
    if (std::find(parts_.begin() + static_cast<std::ptrdiff_t>(depth), parts_.end(), "*") != parts_.end()) {
      if (!starred(depth)) missing(node, depth);
      return;
    }
    Node* at = &node;
    for (; depth < parts_.size(); ++depth) {
      Node& child = last(depth) ? tree_.clone(value_) : tree_.make(NodeKind::kMap, place_);
      child.source = value_.source;
      Tree::append(*at, tree_.keep(parts_[depth]), place_, child);
      at = &child;
    }
    ++touched_;
  }

  static Node* item_of(Node& list, std::string_view name) {
    for (Node& item : list) {
      if (item_name(item) == name) return &item;
    }
    std::size_t wanted = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), wanted);
    if (failed != std::errc{} || end != name.data() + name.size() || wanted >= list.size) return nullptr;
    Node* item = list.first;
    for (; wanted > 0; --wanted) item = item->next;
    return item;
  }

  void scale(Node& node) {
    if (node.is_scalar()) {
      if (const auto text = scaled(node.text)) {
        node.text = tree_.keep(*text);
        node.source = value_.source;
        node.place = place_;
        ++touched_;
      }
      return;
    }
    if (is_number_map(node)) node.place = place_;
    const Node* dist = node.is_map() ? node.find("dist") : nullptr;
    for (Node& child : node) {
      if (holds_text(child.key)) continue;
      if (&child == dist) {
        scale_distribution(child);
      } else {
        scale(child);
      }
    }
  }

  std::optional<std::string> scaled(std::string_view text) const {
    const auto measured = split_unit(text);
    if (!measured) return std::nullopt;
    const std::string_view unit = measured->unit;
    const bool is_unit =
        unit.empty() || (unit.front() != '-' && unit.find_first_of("0123456789:;,") == std::string_view::npos);
    if (!is_unit) return std::nullopt;  // a date, a list, a version
    return shown(measured->value * factor_) + (unit.empty() ? "" : " ") + std::string{unit};
  }

  // The arguments that carry the unit; not a shape or the sigma of a logarithm.
  void scale_distribution(Node& node) {
    const std::string_view text = node.text;
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || !text.ends_with(')')) return;  // for the reader to report
    const std::string_view name = text.substr(0, open);
    if (name == "beta") {
      fail("path '" + std::string{path_} + "': a beta distribution cannot be scaled",
           "set the whole number, with another 'dist'");
      return;
    }
    std::string result{text.substr(0, open + 1)};
    std::string_view rest = text.substr(open + 1, text.size() - open - 2);
    for (std::size_t i = 0;; ++i) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      const std::string_view argument = rest.substr(0, end);
      const bool fixed = (name == "lognormal" && i == 1) || (name == "gamma" && i == 0);
      const auto product = fixed ? std::nullopt : scaled(argument);
      result += (i > 0 ? ", " : "") + (product ? *product : std::string{argument});
      if (end == rest.size()) break;
      rest.remove_prefix(end + 1);
    }
    node.text = tree_.keep(result + ")");
    ++touched_;
  }

  Tree& tree_;
  std::string_view path_;
  std::vector<std::string_view> parts_;
  const Node& value_;
  Place place_;
  Diagnostics& diagnostics_;
  double factor_ = 1;
  std::size_t touched_ = 0;
  bool failed_ = false;
};

}  // namespace

void apply_override(Tree& tree, Node& root, std::string_view path, const Node& value, Place place, bool has_model,
                    Diagnostics& diagnostics) {
  Setter(tree, path, value, place, diagnostics).run(root, has_model);
}

}  // namespace fabshock::input
