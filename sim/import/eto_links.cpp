#include "import/eto_links.h"

#include <algorithm>
#include <string>

namespace fabshock::eto {
namespace {

class Tidying {
 public:
  Tidying(Tables& tables, Counts& counts, Diagnostics& diagnostics)
      : tables_(tables), counts_(counts), diagnostics_(diagnostics), colours_(tables.inputs.size(), 0) {}

  void run() {
    sort_kinds();
    for (const bool outputs : {true, false}) {
      for (std::size_t i = 0; i < tables_.inputs.size(); ++i) {
        if ((tables_.inputs[i].type == Type::kOutput) == outputs && colours_[i] == 0) drop_circles(i);
      }
    }
  }

 private:
  void sort_kinds() {
    std::vector<bool> goes_on(tables_.inputs.size(), false);
    for (Link& link : tables_.links) {
      const bool tools = tables_.inputs[link.from].type == Type::kTool && tables_.inputs[link.to].type == Type::kTool;
      if (!link.kind && tools) {
        link.kind = true;
        counts_.add("tools that go into tools: taken for kinds of them");
      }
      if (!link.kind) goes_on[link.from] = true;
    }
    for (std::size_t l = 0; l < tables_.links.size(); ++l) {
      if (tables_.links[l].kind && goes_on[tables_.links[l].from]) drop(l, "its own rows say what this kind goes into");
    }
  }

  void drop(std::size_t l, const char* why) {
    Link& link = tables_.links[l];
    link.row.unused = why;
    std::vector<std::size_t>& into = tables_.inputs[link.to].into;
    into.erase(std::find(into.begin(), into.end(), l));
  }

  // Depth first, from what is used to what goes into it; a link back to what the search came from closes a circle.
  void drop_circles(std::size_t i) {
    colours_[i] = 1;
    path_.push_back(i);
    const std::vector<std::size_t> into = tables_.inputs[i].into;
    for (const std::size_t l : into) {
      const std::size_t from = tables_.links[l].from;
      if (colours_[from] == 0) drop_circles(from);
      if (colours_[from] != 1) continue;
      diagnostics_.warning(tables_.links[l].row.place, "left out: it closes a circle (" + around(from) + ")",
                           "delete the row that is wrong, if it is another");
      drop(l, "it closes a circle");
    }
    path_.pop_back();
    colours_[i] = 2;
  }

  // The circle that a link from `from` to the end of the path closes, in the direction of the goods.
  std::string around(std::size_t from) const {
    std::string text = tables_.inputs[from].name;
    for (std::size_t at = path_.size(); at > 0; --at) {
      text += " -> ";
      text += tables_.inputs[path_[at - 1]].name;
      if (path_[at - 1] == from) break;
    }
    return text;
  }

  Tables& tables_;
  Counts& counts_;
  Diagnostics& diagnostics_;
  std::vector<int> colours_;       // by input: 0 not seen, 1 on the path, 2 done
  std::vector<std::size_t> path_;  // of the search for circles
};

}  // namespace

void tidy_links(Tables& tables, Counts& counts, Diagnostics& diagnostics) {
  Tidying(tables, counts, diagnostics).run();
}

}  // namespace fabshock::eto
