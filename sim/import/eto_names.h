// The ids and texts of a model that is being written.
#pragma once
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace fabshock::eto {

// Ids made of names, each given out once.
class Names {
 public:
  Names() = default;
  // taken: ids that are never given out.
  explicit Names(std::set<std::string> taken) : taken_(std::move(taken)) {}

  // Of a longer name the first `most` characters count; a number may come behind them. An id has at most 200.
  std::string fresh(std::string_view name, std::size_t most = 180);

 private:
  std::set<std::string> taken_;
  std::map<std::string, std::size_t> next_;  // by id without its number
};

// Each text is written out once; where it comes again, YAML's alias stands for it.
class Sources {
 public:
  std::string text(const std::string& source);

 private:
  std::map<std::string, std::string> anchors_;
};

}  // namespace fabshock::eto
