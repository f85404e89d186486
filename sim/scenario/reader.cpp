#include "scenario/reader.h"

#include <algorithm>
#include <charconv>

#include "scenario/hints.h"

namespace fabshock::input {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string kind_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::kNull:
      return "nothing";
    case NodeKind::kScalar:
      return shown(node.text);
    case NodeKind::kList:
      return "a list";
    case NodeKind::kMap:
      break;
  }
  return "a map";
}

std::string quoted_key(std::string_view what) {
  return "'" + std::string{what} + "'";
}

std::string with_article(std::string_view kind) {
  const bool vowel = std::string_view{"aeiou"}.find(kind.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + std::string{kind};
}

}  // namespace

std::string shown(std::string_view text) {
  constexpr std::size_t kLength = 60;
  if (text.size() <= kLength) return "'" + std::string{text} + "'";
  std::size_t cut = kLength;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return "'" + std::string{text.substr(0, cut)} + "…'";
}

std::string shown(double value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end};
}

bool Reader::is_map(const Node& node, std::string_view what) {
  if (node.is_map()) return true;
  error(node.place, quoted_key(what) + " must be a map, not " + kind_of(node),
        "'key: value' lines below it, or {key: value}");
  return false;
}

bool Reader::is_entry(const Node& item, std::string_view section) {
  if (item.is_map()) return true;
  error(item.place, "an entry of " + quoted_key(section) + " must be a map, not " + kind_of(item),
        "'- ' and then its keys, indented alike, or - {key: value}");
  return false;
}

std::string Reader::text(const Node& node, std::string_view what) {
  if (node.is_scalar()) return std::string{node.text};
  error(node.place, quoted_key(what) + " must be a text, not " + kind_of(node),
        "a word or a sentence; quotes keep it one");
  return {};
}

std::optional<bool> Reader::flag(const Node& node, std::string_view what) {
  if (node.is_scalar()) {
    if (node.text == "on" || node.text == "true") return true;
    if (node.text == "off" || node.text == "false") return false;
  }
  error(node.place, quoted_key(what) + " must be on or off, not " + kind_of(node), "on (or true), off (or false)");
  return std::nullopt;
}

std::optional<Date> Reader::date(const Node& node, std::string_view what) {
  const auto date = node.is_scalar() ? parse_date(node.text) : std::nullopt;
  if (!date)
    error(node.place, quoted_key(what) + " must be a date, YYYY-MM-DD, not " + kind_of(node),
          "a day that exists, such as 2026-02-28");
  return date;
}

std::optional<int> Reader::integer(const Node& node, std::string_view what, int least, int most) {
  int value = 0;
  if (node.is_scalar()) {
    const char* end = node.text.data() + node.text.size();
    const auto [stop, failed] = std::from_chars(node.text.data(), end, value);
    if (failed == std::errc{} && stop == end && value >= least && value <= most) return value;
  }
  error(node.place,
        quoted_key(what) + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
            ", not " + kind_of(node),
        "without a unit or a point");
  return std::nullopt;
}

std::optional<std::size_t> Reader::choice(const Node& node, std::string_view what,
                                          std::span<const std::string_view> names) {
  if (node.is_scalar()) {
    const auto at = std::find(names.begin(), names.end(), node.text);
    if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
  }
  std::string hint = node.is_scalar() ? did_you_mean(node.text, names) : std::string{};
  if (hint.empty()) hint = "one of: " + list_of(names);
  error(node.place, quoted_key(what) + " cannot be " + kind_of(node), std::move(hint));
  return std::nullopt;
}

std::vector<Item> Reader::items(Node& node, std::string_view what) {
  std::vector<Item> list;
  if (node.is_scalar() && node.table) {
    node.split = true;
    std::string_view rest = node.text;
    Place place = node.place;
    while (true) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      std::string_view item = rest.substr(0, end);
      Place at = place;
      for (; item.starts_with(' '); item.remove_prefix(1)) ++at.column;
      while (item.ends_with(' ')) item.remove_suffix(1);
      if (!item.empty()) list.push_back({item, at});
      if (end == rest.size()) break;
      rest.remove_prefix(end + 1);
      place.column += static_cast<std::uint32_t>(end + 1);
    }
  } else if (node.is_scalar()) {
    list.push_back({node.text, node.place});
  } else if (node.is_list()) {
    for (const Node& item : node) {
      if (item.is_scalar()) {
        list.push_back({item.text, item.place});
      } else {
        error(item.place, "an item of " + quoted_key(what) + " must be a text, not " + kind_of(item),
              "[first, second]");
      }
    }
  } else {
    error(node.place, quoted_key(what) + " must be a list, not " + kind_of(node),
          node.table ? "in a table, items are separated by ';'" : "[first, second], or lines that begin with '- '");
  }
  return list;
}

std::vector<std::string> Reader::texts(Node& node, std::string_view what) {
  std::vector<std::string> list;
  for (const Item& item : items(node, what)) list.emplace_back(item.text);
  return list;
}

bool Reader::check_id(std::string_view id, Place place) {
  const bool good = !id.empty() && is_alphanumeric(id.front()) && std::all_of(id.begin(), id.end(), [](char c) {
    return is_alphanumeric(c) || c == '.' || c == '_' || c == '+' || c == '-';
  });
  if (good && id.size() <= 200) return true;
  error(
      place, shown(id) + " is not an id",
      "an id is letters, digits, '.', '_', '+' and '-', begins with a letter or digit, and has at most 200 characters");
  return false;
}

void Reader::unknown(Place place, std::string_view kind, std::string_view name,
                     std::span<const std::string_view> candidates) {
  error(place, "no " + std::string{kind} + " " + shown(name),
        hints_left() ? nearest_of(name, candidates) : std::string{"see the messages before"});
}

void Reader::unknown_key(const Node& child, std::string_view kind, std::span<const std::string_view> known) {
  if (child.table && !reported_columns_.insert(child.key_place).second) return;
  const std::string message =
      std::string{"unknown "} + (child.table ? "column " : "key ") + shown(child.key) + " in " + with_article(kind);
  std::string hint;
  if (child.is_null() && child.key.find(':') != std::string_view::npos) {
    hint = "a space is missing after ':'";
  } else if (child.is_null() && !child.key.empty() && child.key.front() >= '0' && child.key.front() <= '9') {
    hint = "a ',' begins another entry: decimals have a point, thousands nothing between them";
  } else if (hints_left()) {
    hint = did_you_mean(child.key, known);
    constexpr std::size_t kListed = 20;
    if (hint.empty() && known.size() <= kListed) hint = "known: " + list_of(known);
    if (hint.empty()) hint = "docs/reference has the keys of " + with_article(kind);
  }
  error(child.key_place, message, std::move(hint));
}

void Reader::missing_key(const Node& map, const std::string& name, std::string_view key) {
  if (map.table && !reported_missing_.emplace(map.place.file, key).second) return;
  error(map.place, name + " needs the " + (map.table ? "column " : "key ") + quoted_key(key), example_of(key));
}

Entry::Entry(Reader& reader, Node& map, std::string_view kind, std::string_view id)
    : reader_(reader), map_(map), kind_(kind), id_(id) {
  asked_.reserve(48);
  asked_.emplace_back("source");
  const Node* source = map.find("source");
  if (source != nullptr && !source->is_scalar())
    reader_.error(source->place, "'source' must be a text", "source: where the number is from, as a text");
}

std::string Entry::name() const {
  return std::string{kind_} + (id_.empty() ? std::string{} : " '" + std::string{id_} + "'");
}

Node* Entry::find(std::string_view key) {
  asked_.push_back(key);
  Node* node = map_.find(key);
  if (node == nullptr || !node->is_null()) return node;
  reader_.error(node->place, quoted_key(key) + " has no value", "give it one, or leave the key out");
  return nullptr;
}

Node* Entry::required(std::string_view key) {
  if (!has(key)) {
    asked_.push_back(key);
    reader_.missing_key(map_, name(), key);
    return nullptr;
  }
  return find(key);
}

void Entry::text(std::string_view key, std::string& to) {
  if (Node* node = find(key)) to = reader_.text(*node, key);
}
void Entry::texts(std::string_view key, std::vector<std::string>& to) {
  if (Node* node = find(key)) to = reader_.texts(*node, key);
}
void Entry::number(std::string_view key, Number& to, const Want& want) {
  if (Node* node = find(key)) to = reader_.number(*node, key, want);
}
void Entry::number(std::string_view key, std::optional<Number>& to, const Want& want) {
  if (Node* node = find(key)) to = reader_.number(*node, key, want);
}
void Entry::plain(std::string_view key, double& to, const Want& want) {
  if (Node* node = find(key)) to = reader_.number(*node, key, want).value;
}
std::optional<Time> Entry::date(std::string_view key) {
  Node* given = find(key);
  const auto date = given != nullptr ? reader_.date(*given, key) : std::nullopt;
  return date ? std::optional{time_of(*date)} : std::nullopt;
}

void Entry::flag(std::string_view key, bool& to) {
  if (Node* node = find(key)) to = reader_.flag(*node, key).value_or(to);
}

void Entry::finish() {
  for (const Node& child : map_) {
    if (std::find(asked_.begin(), asked_.end(), child.key) != asked_.end()) continue;
    std::vector<std::string_view> known{asked_.begin() + 1, asked_.end()};
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    known.emplace_back("source");
    reader_.unknown_key(child, kind_, known);
  }
}

}  // namespace fabshock::input
