// The ids of a table's rows: to find a row, and to say which may be meant.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "import/eto_tables.h"

namespace fabshock::eto {

class Ids {
 public:
  bool add(const std::string& id, std::size_t index) { return index_.emplace(id, index).second; }
  std::size_t find(const std::string& id) const {
    const auto at = index_.find(id);
    return at == index_.end() ? kNone : at->second;
  }
  std::string hint(std::string_view id, const std::string& file) const {
    std::vector<std::string_view> names;
    for (const auto& entry : index_) names.emplace_back(entry.first);
    const std::string meant = did_you_mean(id, names);
    return meant.empty() ? file + " has no row with this id" : meant;
  }

 private:
  std::map<std::string, std::size_t> index_;
};

inline std::string given_in_line(Place place) {
  return "it is already given in line " + std::to_string(place.line);
}

}  // namespace fabshock::eto
