// What a user of an input uses instead: itself, its kinds, or what goes into it.
//
// - An input whose kinds have shares is replaced by its kinds, each in proportion to its market (equally, where a
//   market size is missing); where only the input has shares, it stands for its kinds.
// - An input that nobody makes is passed through: who uses it uses what goes into it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/diagnostics.h"
#include "import/eto_makers.h"
#include "import/eto_tables.h"

namespace fabshock::eto {

enum class Role : std::uint8_t {
  kMade,     // a product
  kKinds,    // replaced by its kinds
  kThrough,  // replaced by what goes into it
};

struct Part {
  std::size_t input = kNone;
  double share = 0;  // of what it stands for
};

struct Resolved {
  Role role = Role::kMade;
  std::vector<Part> parts;      // each input once; empty: nobody makes any of it
  bool stated = false;          // shares are given for all of it
  std::size_t equal_kinds = 0;  // that count the same, for want of a market size
};

struct SharesOf {
  std::vector<double> list;  // add up to 1
  std::size_t equal = 0;     // that count the same, for want of a market size
};

// [USD a year], by input: its own market, or those of all its kinds together; 0: not known.
// order: what goes into something, or is a kind of it, before that.
std::vector<double> sizes_of(const Tables& tables, const std::vector<std::size_t>& order);
// By market size; equally, where one is missing.
SharesOf shares_of(const std::vector<std::size_t>& inputs, const std::vector<double>& sizes);

// So many parts of inputs, lines of recipes, and makers at most: nothing nearly as large has been tried.
class Allowance {
 public:
  explicit Allowance(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}
  bool spend(std::size_t count, Place place);  // false: there is too much, which is an error
  bool is_spent() const { return is_spent_; }

 private:
  Diagnostics& diagnostics_;
  std::size_t left_ = 5'000'000;
  bool is_spent_ = false;
};

// By input. makers: of each input, nullptr where there are none.
std::vector<Resolved> resolve(const Tables& tables, const std::vector<const Makers*>& makers,
                              const std::vector<double>& sizes, const std::vector<std::size_t>& order,
                              Allowance& allowance);

}  // namespace fabshock::eto
