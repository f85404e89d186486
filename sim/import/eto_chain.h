// From the tables to what the model needs: which inputs become products, what each takes of which, and who makes it.
// What goes into something is a line of its recipe (sorted out by eto_links.h), or what stands for that is
// (eto_resolve.h).
#pragma once
#include <vector>

#include "import/eto_makers.h"
#include "import/eto_tables.h"

namespace fabshock::eto {

struct Line {
  std::size_t input = kNone;  // of a product
  double weight = 1;          // share of the user's capacity that hangs on it; 1: critical
};

struct Product {
  std::size_t input = kNone;
  std::vector<Line> lines;
  Makers makers;
  std::size_t pool = kNone;  // the stage whose makers these are: its steps stand in the same place
  std::size_t users = 0;     // products that take it
  double price = 0;          // [USD] of a part; 0: not known
  bool priced = false;       // by its market size; else by what goes into it
};

struct Chain {
  std::vector<Product> products;      // what goes into something before that
  std::vector<std::size_t> of_input;  // product by input; kNone: it is none
  std::vector<std::size_t> outputs;   // products that end users take
};

inline constexpr double kPartsPerDay = 1000;  // what the world uses a day of each product
inline constexpr double kToolWeight = 0.1;

// An error if no input is a final output that something goes into.
Chain chain_of(Tables& tables, Counts& counts, Diagnostics& diagnostics);

}  // namespace fabshock::eto
