#include "results/headline.h"

#include <algorithm>

namespace fabshock {

void Headline::learn(const MeasureKey& key) {
  if (key.measure == "asymmetry") pairs_.insert(key.entity);
}

bool Headline::shows_dependence(const MeasureKey& key) const {
  if (!told(key)) return false;
  if (pairs_.empty()) return true;
  return std::any_of(pairs_.begin(), pairs_.end(), [&](const std::string& pair) {
    return pair.starts_with(key.entity + '-') || pair.ends_with('-' + key.entity);
  });
}

bool Headline::shows(const MeasureKey& key) const {
  if (key.measure == "unmet_value" || key.measure == "given_up_value" || key.measure == "remedy_cost") {
    return key.entity == "world";
  }
  if (key.measure == "asymmetry") return told(key);
  if (key.measure == kExceedance) return true;
  return key.measure == "dependence" && shows_dependence(key);
}

}  // namespace fabshock
