#include "import/eto_names.h"

#include "import/words.h"

namespace fabshock::eto {

std::string Names::fresh(std::string_view name, std::size_t most) {
  std::string id = kebab(name, most);
  if (id.empty()) id = "x";
  std::string tried = id;
  std::size_t& next = next_.emplace(id, std::size_t{2}).first->second;
  for (; !taken_.insert(tried).second; ++next) tried = id + "-" + std::to_string(next);
  return tried;
}

std::string Sources::text(const std::string& source) {
  const std::string shown = source.empty() ? "ETO dataset, no source given" : source;
  const std::string anchor = "s" + std::to_string(anchors_.size() + 1);
  const auto [at, is_new] = anchors_.emplace(shown, anchor);
  return is_new ? "&" + anchor + " " + in_quotes(shown) : "*" + at->second;
}

}  // namespace fabshock::eto
