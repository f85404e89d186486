#pragma once
#include <string>

#include "scenario/ids.h"

namespace fabshock {

// A product, and where it matters which variant of it: "wafer-n7/duv". As an input, a variant stands for every variant
// that it is a prefix of ("power/tw" takes "power/tw-north"); no variant stands for all of them.
struct ProductRef {
  ProductIx product;
  std::string variant;
  bool operator==(const ProductRef&) const = default;
  bool accepts(const ProductRef& made) const {
    return product == made.product && made.variant.compare(0, variant.size(), variant) == 0;
  }
};

}  // namespace fabshock
