// What a YAML file or a table says, before anyone asks what it means: scalars as their text, lists, maps, each with its
// place. Nodes and text live in the Tree until it goes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostics.h"

namespace fabshock::input {

enum class NodeKind : std::uint8_t { kNull, kScalar, kList, kMap };

struct Node {
  NodeKind kind = NodeKind::kNull;
  bool quoted = false;
  bool table = false;        // from a CSV cell: splits at ';' where a list is expected
  bool split = false;        // such a cell, read as a list
  bool number = false;       // read as a number that has a source (the emitter keeps it)
  std::uint32_t source = 0;  // index into Tree::sources, own or inherited
  std::uint32_t size = 0;    // children
  Place place;
  Place key_place;  // in a map
  std::string_view key;
  std::string_view text;  // of a null: "null" if it is written, empty if there is just nothing
  Node* first = nullptr;
  Node* last = nullptr;
  Node* next = nullptr;

  bool is_null() const { return kind == NodeKind::kNull; }
  bool is_scalar() const { return kind == NodeKind::kScalar; }
  bool is_list() const { return kind == NodeKind::kList; }
  bool is_map() const { return kind == NodeKind::kMap; }
  Node* find(std::string_view wanted) const;  // in a map; nullptr if there is none

  template <class N>
  struct Iterator {
    N* node;
    N& operator*() const { return *node; }
    Iterator& operator++() {
      node = node->next;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return node != other.node; }
  };
  Iterator<Node> begin() { return {first}; }
  Iterator<Node> end() { return {nullptr}; }
  Iterator<const Node> begin() const { return {first}; }
  Iterator<const Node> end() const { return {nullptr}; }
};

// Keys of one large map, so that laying a large file over another does not take the square of its length.
class KeyIndex {
 public:
  explicit KeyIndex(const Node& map);
  Node* find(std::string_view key) const;
  void add(Node& child) { nodes_.emplace(child.key, &child); }
  void erase(std::string_view key) { nodes_.erase(key); }

 private:
  std::unordered_map<std::string_view, Node*> nodes_;
};

class Tree {
 public:
  static constexpr std::size_t kMostNodes = 20'000'000;

  Tree() = default;
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  Node& make(NodeKind kind, Place place);
  Node& scalar(std::string_view text, Place place);  // copies the text
  Node& clone(const Node& node);                     // with all that is under it; key and next are left empty
  std::string_view keep(std::string_view text);      // a copy that lives as long as the tree
  std::size_t size() const { return nodes_.size(); }

  static void append(Node& parent, Node& child);
  static void append(Node& map, std::string_view kept_key, Place key_place, Node& child);
  static void remove(Node& parent, const Node& child);
  // What `from` holds becomes what `to` holds; the key, its place and the position stay.
  static void assign(Node& to, const Node& from);

  std::uint32_t source(std::string_view text);  // its number; "" is 0
  const std::vector<std::string_view>& sources() const { return sources_; }

 private:
  std::deque<Node> nodes_;
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* free_ = nullptr;
  std::size_t left_ = 0;
  std::vector<std::string_view> sources_{std::string_view{}};
  std::unordered_map<std::string_view, std::uint32_t> source_numbers_;
};

// Scalars that say `null` or `~` are kNull already. Every map's `source:` counts for all below it.
void spread_sources(Tree& tree, Node& node, std::uint32_t inherited);

// A number written as a map: {value: …, low: …, dist: …, source: …}.
bool is_number_map(const Node& node);

}  // namespace fabshock::input
