#include "scenario/emit.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <unordered_map>

#include "scenario/sections.h"

namespace fabshock::input {
namespace {

bool is_safe(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
         c == '+' || c == '-' || c == '/' || c == '%' || c == '(' || c == ')' || c == ' ';
}

bool is_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.starts_with('-') || text.starts_with('%'))
    return false;
  if (text == "null" || text == "Null" || text == "NULL" || text == "~") return false;
  return std::all_of(text.begin(), text.end(), is_safe);
}

class Emitter {
 public:
  explicit Emitter(const Tree& tree) : tree_(tree) {}

  std::string run(const Node& root) {
    holds_number(root);
    block(root, 0, false);
    return std::move(out_);
  }

 private:
  void scalar(std::string_view text) {
    if (is_plain(text)) {
      out_ += text;
      return;
    }
    out_ += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (static_cast<unsigned char>(c) < 32) {
        std::array<char, 8> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
        out_ += buffer.data();
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  // Only what holds numbers must say where they come from.
  bool holds_number(const Node& node) {
    bool holds = node.number;
    for (const Node& child : node) holds = holds_number(child) || holds;
    if (holds && node.is_map()) with_numbers_.emplace(&node, true);
    return holds;
  }

  std::string_view source_of(const Node& node) const { return tree_.sources()[node.source]; }

  // What a reader of the emitted text will take for the source of what is inside `map`; `missing` if that must be
  // written.
  std::string_view source_within(const Node& map, std::string_view outside, bool& missing) const {
    missing = false;
    if (const Node* own = map.find("source"); own != nullptr && own->is_scalar()) return own->text;
    if (with_numbers_.contains(&map) && source_of(map) != outside) {
      missing = true;
      return source_of(map);
    }
    return outside;
  }

  void flow(const Node& node, std::string_view outside) {
    switch (node.kind) {
      case NodeKind::kNull:
        out_ += "null";
        break;
      case NodeKind::kScalar:
        if (node.split) {
          parts(node.text);
        } else if (node.number && source_of(node) != outside) {
          out_ += "{value: ";
          scalar(node.text);
          out_ += ", source: ";
          scalar(source_of(node));
          out_ += '}';
        } else {
          scalar(node.text);
        }
        break;
      case NodeKind::kList: {
        const char* separator = "[";
        for (const Node& child : node) {
          out_ += separator;
          flow(child, outside);
          separator = ", ";
        }
        out_ += node.size == 0 ? "[]" : "]";
        break;
      }
      case NodeKind::kMap: {
        bool missing = false;
        const std::string_view inside = source_within(node, outside, missing);
        const char* separator = "{";
        for (const Node& child : node) {
          out_ += separator;
          scalar(child.key);
          out_ += ": ";
          flow(child, inside);
          separator = ", ";
        }
        if (missing) {
          out_ += separator;
          out_ += "source: ";
          scalar(inside);
        }
        out_ += node.size == 0 && !missing ? "{}" : "}";
        break;
      }
    }
  }

  // Only a table's cell is split where a list is expected.
  void parts(std::string_view text) {
    const char* separator = "[";
    for (bool more = true; more;) {
      const std::size_t end = std::min(text.find(';'), text.size());
      std::string_view part = text.substr(0, end);
      while (part.starts_with(' ')) part.remove_prefix(1);
      while (part.ends_with(' ')) part.remove_suffix(1);
      more = end < text.size();
      text.remove_prefix(more ? end + 1 : end);
      if (part.empty()) continue;
      out_ += separator;
      scalar(part);
      separator = ", ";
    }
    out_ += *separator == '[' ? "[]" : "]";
  }

  void section(const Node& node, int indent, bool sorted, std::string_view outside) {
    const std::string margin(static_cast<std::size_t>(indent), ' ');
    if (node.size == 0 || (!node.is_map() && !node.is_list())) {
      out_ += ' ';
      flow(node, outside);
      out_ += '\n';
      return;
    }
    out_ += '\n';
    bool missing = false;
    const std::string_view inside = node.is_map() ? source_within(node, outside, missing) : outside;
    std::vector<const Node*> children;
    for (const Node& child : node) children.push_back(&child);
    if (sorted)
      std::sort(children.begin(), children.end(), [](const Node* a, const Node* b) { return a->key < b->key; });
    for (const Node* child : children) {
      out_ += margin;
      if (node.is_list()) {
        out_ += "- ";
      } else {
        scalar(child->key);
        out_ += ": ";
      }
      flow(*child, inside);
      out_ += '\n';
    }
    if (missing) {
      out_ += margin + "source: ";
      scalar(inside);
      out_ += '\n';
    }
  }

  void block(const Node& root, int indent, bool model, std::string_view outside = {}) {
    bool missing = false;
    const std::string_view inside = source_within(root, outside, missing);
    const std::string margin(static_cast<std::size_t>(indent), ' ');
    if (missing) {
      out_ += margin + "source: ";
      scalar(inside);
      out_ += '\n';
    }
    for (const Node& child : root) {
      out_ += margin;
      scalar(child.key);
      out_ += ':';
      if (!model && child.key == "model" && child.is_map()) {
        out_ += '\n';
        block(child, indent + 2, true, inside);
      } else {
        section(child, indent + 2, is_map_section(child.key), inside);
      }
    }
  }

  const Tree& tree_;
  std::string out_;
  std::unordered_map<const Node*, bool> with_numbers_;
};

}  // namespace

std::string emit(const Tree& tree, const Node& root) {
  return Emitter(tree).run(root);
}

}  // namespace fabshock::input
