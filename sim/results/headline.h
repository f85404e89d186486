// Of all measures those that most ask for first, for the terminal: what the world's needs lack and give up, what it
// costs, and how far the rivals depend, for all their needs and for their computing.
#pragma once
#include <set>
#include <string>

#include "results/measure_key.h"

namespace fabshock {

class Headline {
 public:
  // Who the rivals are, by the pairs of blocs of which there is an `asymmetry`.
  void learn(const MeasureKey& key);
  // The kind of need that is told of beside all needs (results/blocs.h).
  void tell(std::string kind) { kind_ = std::move(kind); }
  const std::string& kind() const { return kind_; }
  bool shows(const MeasureKey& key) const;
  // The same of a dependence alone.
  bool shows_dependence(const MeasureKey& key) const;

 private:
  bool told(const MeasureKey& key) const { return key.product.empty() || key.product == kind_; }
  std::set<std::string> pairs_;
  std::string kind_;
};

}  // namespace fabshock
