// Who makes an input, and how much of the world's output each: the shares of countries and of organisations put
// together.
//
// - A country's share says how much is made there; its named organisations have their own shares of it, and what they
//   leave is made by "others" there. Where they leave less than a quarter of a per cent, which is rounding, they are
//   scaled to fill it. An organisation whose country has no row keeps its share.
// - Organisations without shares split their country's equally. Where nothing has a share, every named organisation
//   counts the same, and a country without one as one.
// - What is missing to 100 goes first to those named without a share, then to OTHER; more than 100 is scaled down.
#pragma once
#include <string>
#include <vector>

#include "import/eto_tables.h"

namespace fabshock::eto {

struct Maker {
  std::size_t provider = kNone;  // an organisation; none: whoever makes it in the country
  bool others = false;           // besides organisations that are named
  std::string country;
  double share = 0;    // of the world's output, 0..1
  std::string source;  // of the share
};

struct Makers {
  std::vector<Maker> list;  // shares add up to 1
  bool stated = false;      // the table gives shares
};

// rows: of tables.offers, all of one input or stage. Notes which rows come to nothing.
Makers makers_of(const std::vector<std::size_t>& rows, Tables& tables, Counts& counts);

}  // namespace fabshock::eto
