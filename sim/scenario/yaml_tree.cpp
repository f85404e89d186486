#include "scenario/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <unordered_map>

namespace fabshock::input {
namespace {

// In `{dist: uniform(1, 2)}` YAML takes the ',' for the end of the entry. What follows until ')' belongs to it.
bool is_cut_short(const Node* node) {
  if (node == nullptr || !node->is_scalar() || node->quoted) return false;
  const std::string_view text = node->text;
  const std::size_t open = text.find('(');
  if (open == 0 || open == std::string_view::npos || open + 1 == text.size()) return false;
  if (text.find(')', open) != std::string_view::npos) return false;
  const bool word = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(open),
                                [](char c) { return c >= 'a' && c <= 'z'; });
  const char first = text[open + 1];
  return word && ((first >= '0' && first <= '9') || first == '.' || first == '-');
}

// Does the quoted text that begins at `from` end? To yaml-cpp the end of the file is as good as a quote.
bool is_closed(std::string_view text, std::size_t from) {
  const char quote = text[from];
  for (std::size_t at = from + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 == text.size() || text[at + 1] != quote) return true;
      ++at;
    }
  }
  return false;
}

struct Refused {};  // thrown through yaml-cpp to stop it; the reason is in the diagnostics

class Builder final : public YAML::EventHandler {
 public:
  Builder(Tree& tree, std::uint32_t file, bool option, Diagnostics& diagnostics)
      : tree_(tree), file_(file), option_(option), diagnostics_(diagnostics), nodes_before_(tree.size()) {
    text_ = diagnostics.file_text(file);
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  Node* root() const { return root_; }
  // Where the innermost list or map opens that is not closed yet.
  Place innermost() const { return open_.empty() ? Place{} : open_.back().node->place; }

  Place place(const YAML::Mark& mark) const {
    if (option_ || mark.is_null()) return {file_, 0, 0};
    return {file_, static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    refuse(place(mark), "a second document starts here", "one document a file; check the indentation of this line");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (waits_for_key()) refuse(place(mark), "a key is missing before ':'", "key: value");
    Node& node = tree_.make(NodeKind::kNull, open_.empty() ? place(mark) : value_place(place(mark)));
    const char first = at(mark);
    if (first == 'n' || first == 'N' || first == '~') node.text = "null";  // written out, and not just nothing
    finish(node, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (waits_for_key()) refuse(place(mark), "a key must be plain text", "write the key out instead of an alias");
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      refuse(place(mark), "an alias cannot stand inside what it stands for", "write the value out");
    const Anchored& anchored = found->second;
    aliased_ += anchored.values;
    if (aliased_ > kMostAliased) {
      refuse(place(mark), "aliases expand to more than " + std::to_string(kMostAliased) + " values",
             "write them out, or put them into an include");
    }
    if (open_.size() + anchored.depth > kDeepest) too_deep(place(mark));
    Node& copy = tree_.clone(*anchored.node);
    add(copy, anchored.depth);
    count_values(place(mark));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(place(mark), tag);
    if (tag == "!" && (at(mark) == '"' || at(mark) == '\'') && !is_closed(text_, static_cast<std::size_t>(mark.pos))) {
      refuse(place(mark), "a quote that is not closed",
             "a quote inside a quoted text is doubled in '…' and written \\\" in \"…\"");
    }
    if (waits_for_key()) {
      set_key(place(mark), tag, value);
      return;
    }
    Node& node = tree_.scalar(value, place(mark));
    node.quoted = tag == "!";
    finish(node, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    start(NodeKind::kList, place(mark), tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    start(NodeKind::kMap, place(mark), tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node* node;
    YAML::anchor_t anchor;
    std::size_t nodes_before;
    std::size_t depth = 1;  // of what is inside, with itself
    std::string_view key;
    Place key_place;
    bool has_key = false;
    std::unordered_map<std::string_view, Place> keys;  // only of a large map; small ones are searched
  };
  struct Anchored {
    const Node* node;
    std::size_t values, depth;
  };

  // The character at which an event begins; NUL at the end.
  char at(const YAML::Mark& mark) const {
    const auto offset = static_cast<std::size_t>(std::max(mark.pos, 0));
    return offset < text_.size() ? text_[offset] : '\0';
  }

  [[noreturn]] void refuse(Place where, std::string message, std::string hint) {
    diagnostics_.error(where, std::move(message), std::move(hint));
    throw Refused{};
  }
  [[noreturn]] void too_deep(Place where) {
    refuse(where, "nested deeper than " + std::to_string(kDeepest) + " levels",
           "lists and maps inside one another are a few levels deep");
  }

  void check_tag(Place where, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    refuse(where, "tags are not understood", "leave out the part that begins with '!'; for text write quotes");
  }

  bool waits_for_key() const { return !open_.empty() && open_.back().node->is_map() && !open_.back().has_key; }
  // yaml-cpp gives an absent value the place of whatever follows.
  Place value_place(Place fallback) const { return open_.back().has_key ? open_.back().key_place : fallback; }

  void set_key(Place where, const std::string& tag, const std::string& text) {
    if (text == "<<" && tag != "!") {
      refuse(where, "merge keys ('<<') are not understood", "write the keys out, or put them into an include");
    }
    Open& map = open_.back();
    map.key = tree_.keep(text);
    map.key_place = where;
    map.has_key = true;
  }

  // Of two equal keys the first stays; the second is reported, and what it holds is dropped.
  bool is_new(Open& map) {
    constexpr std::uint32_t kSmall = 16;
    const auto report = [&](Place first) {
      diagnostics_.error(
          map.key_place, "duplicate key '" + std::string{map.key} + "'",
          first.line > 0 ? "it is already given in line " + std::to_string(first.line) : "give one of them");
      return false;
    };
    if (map.node->size < kSmall) {
      const Node* first = map.node->find(map.key);
      return first == nullptr || report(first->key_place);
    }
    if (map.keys.empty()) {
      for (const Node& child : *map.node) map.keys.emplace(child.key, child.key_place);
    }
    const auto [at, fresh] = map.keys.emplace(map.key, map.key_place);
    return fresh || report(at->second);
  }

  void start(NodeKind kind, Place where, const std::string& tag, YAML::anchor_t anchor) {
    if (waits_for_key()) refuse(where, "a list or a map cannot be a key", "a ']' or '}' may be missing");
    check_tag(where, tag);
    if (open_.size() >= kDeepest) too_deep(where);
    const std::size_t before = tree_.size();
    open_.push_back({&tree_.make(kind, where), anchor, before, 1, {}, {}, false, {}});
  }

  void close() {
    const Open done = std::move(open_.back());
    open_.pop_back();
    if (done.anchor != YAML::NullAnchor)
      anchors_[done.anchor] = {done.node, tree_.size() - done.nodes_before, done.depth};
    add(*done.node, done.depth);
  }

  void finish(Node& node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {&node, 1, 0};
    add(node, 0);
    count_values(node.place);
  }

  void add(Node& node, std::size_t depth) {
    if (open_.empty()) {
      root_ = &node;
      return;
    }
    Open& parent = open_.back();
    parent.depth = std::max(parent.depth, depth + 1);
    const bool cut = is_cut_short(parent.node->last);
    if (parent.node->is_list()) {
      if (cut && node.is_scalar()) {
        join(*parent.node->last, node.text);
      } else {
        Tree::append(*parent.node, node);
      }
      return;
    }
    parent.has_key = false;
    if (cut && node.is_null()) {
      join(*parent.node->last, parent.key);
      return;
    }
    if (is_new(parent)) Tree::append(*parent.node, parent.key, parent.key_place, node);
  }

  void join(Node& to, std::string_view more) { to.text = tree_.keep(std::string{to.text} + ", " + std::string{more}); }

  void count_values(Place where) {
    if (tree_.size() - nodes_before_ > kMostValues) {
      refuse(where, "more than " + std::to_string(kMostValues) + " values in a file", "tables (CSV) may be larger");
    }
  }

  Tree& tree_;
  std::uint32_t file_;
  bool option_;
  Diagnostics& diagnostics_;
  std::string_view text_;
  std::size_t nodes_before_;
  std::size_t aliased_ = 0;
  int documents_ = 0;
  Node* root_ = nullptr;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
};

bool indents_by_tab(std::string_view text, std::uint32_t line) {
  for (; line > 1 && !text.empty(); --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  const std::size_t content = text.find_first_not_of(" \t");
  return line == 1 && content != std::string_view::npos && text.substr(0, content).find('\t') != std::string_view::npos;
}

// yaml-cpp's words for what it cannot parse, where they would puzzle someone who does not know YAML's grammar.
void report(const YAML::Exception& e, const Builder& builder, Diagnostics& diagnostics) {
  Place where = builder.place(e.mark);
  const std::string& what = e.msg;
  const bool bracket = what == "end of sequence flow not found";
  if (bracket || what == "end of map flow not found") {
    diagnostics.error(builder.innermost(), std::string{bracket ? "'['" : "'{'"} + " is not closed",
                      "or a ',' is missing between its entries");
  } else if (what == "bad file") {  // its own limit of nesting, reached while it looked ahead
    diagnostics.error(where.line > 0 ? where : builder.innermost(),
                      "nested deeper than " + std::to_string(kDeepest) + " levels",
                      "lists and maps inside one another are a few levels deep");
  } else if (indents_by_tab(diagnostics.file_text(where.file), where.line)) {
    diagnostics.error(where, "not valid YAML: this line is indented by a tab", "indent by spaces");
  } else if (what == "end of map not found" || what == "end of sequence not found") {
    diagnostics.error(where, "not valid YAML: this line does not fit the lines above it", "check its indentation");
  } else if (what == "unknown token") {
    diagnostics.error(where, "not valid YAML: a text cannot begin like this", "put it into quotes");
  } else if (what == "illegal map value") {
    diagnostics.error(where, "not valid YAML: a ':' that does not follow a key",
                      "check the indentation, or put a text that holds ': ' into quotes");
  } else {
    diagnostics.error(where, "not valid YAML: " + what, "see this line and the one before it");
  }
}

Node* parse(Tree& tree, std::uint32_t file, bool option, Diagnostics& diagnostics) {
  std::string text = diagnostics.file_text(file);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  std::istringstream in(std::move(text));
  Builder builder(tree, file, option, diagnostics);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {}
  } catch (const Refused&) {
    return nullptr;
  } catch (const YAML::Exception& e) {
    report(e, builder, diagnostics);
    return nullptr;
  }
  return builder.root();
}

}  // namespace

Node* parse_yaml(Tree& tree, std::uint32_t file, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  Node* root = parse(tree, file, false, diagnostics);
  if (diagnostics.errors() == errors && (root == nullptr || root->is_null())) {
    diagnostics.error({file, 0, 0}, "the file is empty",
                      "begin it with 'schema: fabshock/scenario/1' or 'schema: fabshock/model/1'");
    return nullptr;
  }
  return root;
}

Node* parse_option(Tree& tree, std::uint32_t file, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  Node* root = parse(tree, file, true, diagnostics);
  if (root == nullptr && diagnostics.errors() == errors) root = &tree.make(NodeKind::kNull, {file, 0, 0});
  return root;
}

}  // namespace fabshock::input
