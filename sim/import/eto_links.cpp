#include "import/eto_links.h"

#include <set>
#include <string>
#include <utility>

namespace fabshock::eto {
namespace {

constexpr std::size_t kNamesAtEnds = 6;  // of a longer circle these many are named at either end

class Tidying {
 public:
  Tidying(Tables& tables, Counts& counts, Diagnostics& diagnostics)
      : tables_(tables),
        counts_(counts),
        diagnostics_(diagnostics),
        states_(tables.inputs.size(), State::kNew),
        next_(tables.inputs.size(), 0),
        positions_(tables.inputs.size(), kNone) {}

  std::vector<std::size_t> run() {
    sort_kinds();
    for (const bool outputs : {true, false}) {
      for (std::size_t i = 0; i < tables_.inputs.size(); ++i) {
        if ((tables_.inputs[i].type == Type::kOutput) == outputs && states_[i] == State::kNew) drop_circles(i);
      }
    }
    for (Input& input : tables_.inputs)
      std::erase_if(input.into, [&](std::size_t l) { return tables_.links[l].row.unused != nullptr; });
    return std::move(order_);
  }

 private:
  enum class State : std::uint8_t { kNew, kOnPath, kDone };

  void sort_kinds() {
    std::vector<bool> goes_on(tables_.inputs.size(), false);
    std::set<std::pair<std::size_t, std::size_t>> kinds;
    for (const Link& link : tables_.links) {
      if (link.kind) kinds.emplace(link.from, link.to);
    }
    for (Link& link : tables_.links) {
      const bool tools = tables_.inputs[link.from].type == Type::kTool && tables_.inputs[link.to].type == Type::kTool;
      if (!link.kind && tools) {
        if (kinds.contains({link.from, link.to})) {
          link.row.unused = "a tool that is given as a kind of the same tool, too";
          continue;
        }
        link.kind = true;
        counts_.add("tools that go into tools: taken for kinds of them");
      }
      if (!link.kind) goes_on[link.from] = true;
    }
    for (Link& link : tables_.links) {
      if (link.kind && link.row.unused == nullptr && goes_on[link.from]) {
        link.row.unused = "its own rows say what this kind goes into";
      }
    }
  }

  // Depth first, from what is used to what goes into it; a link back to what the search came from closes a circle. The
  // path is a list, not calls within calls: a chain may be longer than the program's stack is deep.
  void drop_circles(std::size_t start) {
    enter(start);
    while (!path_.empty()) {
      const std::size_t i = path_.back();
      const std::vector<std::size_t>& into = tables_.inputs[i].into;
      if (next_[i] == into.size()) {
        states_[i] = State::kDone;
        order_.push_back(i);
        path_.pop_back();
        continue;
      }
      Link& link = tables_.links[into[next_[i]++]];
      if (link.row.unused != nullptr) continue;
      if (states_[link.from] == State::kNew) {
        enter(link.from);
      } else if (states_[link.from] == State::kOnPath) {
        diagnostics_.warning(link.row.place, "left out: it closes a circle (" + around(link.from) + ")",
                             "delete the row that is wrong, if it is another");
        link.row.unused = "it closes a circle";
      }
    }
  }

  void enter(std::size_t i) {
    states_[i] = State::kOnPath;
    positions_[i] = path_.size();
    path_.push_back(i);
  }

  // The circle that a link from `from` to the end of the path closes, in the direction of the goods.
  std::string around(std::size_t from) const {
    const std::size_t length = path_.size() - positions_[from];
    std::string text = tables_.inputs[from].name;
    for (std::size_t n = 0; n < length; ++n) {
      text += " -> ";
      if (length > 2 * kNamesAtEnds && n == kNamesAtEnds) {
        n = length - kNamesAtEnds;
        text += "(" + std::to_string(length - 2 * kNamesAtEnds) + " more) -> ";
      }
      text += tables_.inputs[path_[path_.size() - 1 - n]].name;
    }
    return text;
  }

  Tables& tables_;
  Counts& counts_;
  Diagnostics& diagnostics_;
  std::vector<State> states_;                  // by input
  std::vector<std::size_t> next_, positions_;  // by input: the link to follow next, and where on the path it is
  std::vector<std::size_t> path_;              // of the search for circles
  std::vector<std::size_t> order_;
};

}  // namespace

std::vector<std::size_t> tidy_links(Tables& tables, Counts& counts, Diagnostics& diagnostics) {
  return Tidying(tables, counts, diagnostics).run();
}

}  // namespace fabshock::eto
