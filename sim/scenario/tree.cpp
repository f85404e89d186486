#include "scenario/tree.h"

#include <algorithm>
#include <cstring>

namespace fabshock::input {

Node* Node::find(std::string_view wanted) const {
  for (Node* child = first; child != nullptr; child = child->next) {
    if (child->key == wanted) return child;
  }
  return nullptr;
}

KeyIndex::KeyIndex(const Node& map) {
  nodes_.reserve(map.size);
  for (Node* child = map.first; child != nullptr; child = child->next) nodes_.emplace(child->key, child);
}

Node* KeyIndex::find(std::string_view key) const {
  const auto found = nodes_.find(key);
  return found == nodes_.end() ? nullptr : found->second;
}

Node& Tree::make(NodeKind kind, Place place) {
  Node& node = nodes_.emplace_back();
  node.kind = kind;
  node.place = place;
  return node;
}

Node& Tree::scalar(std::string_view text, Place place) {
  Node& node = make(NodeKind::kScalar, place);
  node.text = keep(text);
  return node;
}

Node& Tree::clone(const Node& node) {
  Node& copy = nodes_.emplace_back(node);
  copy.first = copy.last = copy.next = nullptr;
  copy.size = 0;
  copy.key = {};
  for (const Node& child : node) append(copy, child.key, child.key_place, clone(child));
  return copy;
}

std::string_view Tree::keep(std::string_view text) {
  if (text.empty()) return {};
  if (text.size() > left_) {
    const std::size_t chunk = std::max<std::size_t>(text.size(), std::size_t{1} << 16U);
    chunks_.push_back(std::make_unique<char[]>(chunk));
    free_ = chunks_.back().get();
    left_ = chunk;
  }
  std::memcpy(free_, text.data(), text.size());
  const std::string_view kept{free_, text.size()};
  free_ += text.size();
  left_ -= text.size();
  return kept;
}

void Tree::append(Node& parent, Node& child) {
  (parent.last != nullptr ? parent.last->next : parent.first) = &child;
  parent.last = &child;
  child.next = nullptr;
  ++parent.size;
}

void Tree::append(Node& map, std::string_view kept_key, Place key_place, Node& child) {
  child.key = kept_key;
  child.key_place = key_place;
  append(map, child);
}

void Tree::remove(Node& parent, const Node& child) {
  Node* before = nullptr;
  for (Node* at = parent.first; at != nullptr; before = at, at = at->next) {
    if (at != &child) continue;
    (before != nullptr ? before->next : parent.first) = at->next;
    if (parent.last == at) parent.last = before;
    --parent.size;
    return;
  }
}

void Tree::assign(Node& to, const Node& from) {
  const Node old = to;
  to = from;
  to.key = old.key;
  to.key_place = old.key_place;
  to.next = old.next;
}

std::uint32_t Tree::source(std::string_view text) {
  if (text.empty()) return 0;
  const auto found = source_numbers_.find(text);
  if (found != source_numbers_.end()) return found->second;
  const std::string_view kept = keep(text);
  const auto number = static_cast<std::uint32_t>(sources_.size());
  sources_.push_back(kept);
  source_numbers_.emplace(kept, number);
  return number;
}

void spread_sources(Tree& tree, Node& node, std::uint32_t inherited) {
  if (node.is_map()) {
    const Node* own = node.find("source");
    if (own != nullptr && own->is_scalar()) inherited = tree.source(own->text);
  }
  node.source = inherited;
  for (Node& child : node) spread_sources(tree, child, inherited);
}

bool is_number_map(const Node& node) {
  return node.is_map() && (node.find("value") != nullptr || node.find("dist") != nullptr);
}

}  // namespace fabshock::input
