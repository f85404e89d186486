// The names of what a run can record; each is defined in docs/reference/measures.md.
#pragma once
#include <array>
#include <string_view>

namespace fabshock {

inline constexpr std::array<std::string_view, 30> kMeasures = {"output",
                                                               "started",
                                                               "scrap",
                                                               "utilisation",
                                                               "availability",
                                                               "stock_days",
                                                               "finished_stock",
                                                               "fill_rate",
                                                               "backlog",
                                                               "lead_time",
                                                               "unmet",
                                                               "demand",
                                                               "served",
                                                               "lost",
                                                               "ordered",
                                                               "shipped",
                                                               "in_transit",
                                                               "reserve",
                                                               "compute_delivered",
                                                               "capacity",
                                                               "revenue",
                                                               "spending",
                                                               "input_days",
                                                               "price",
                                                               "price_multiple",
                                                               "contract_price",
                                                               "reference_price",
                                                               "scarcity",
                                                               "panic",
                                                               "shortage"};

// Of markets: a model without prices has none.
constexpr bool is_of_markets(std::string_view measure) {
  for (const std::string_view of : {"price", "price_multiple", "contract_price", "reference_price", "scarcity", "panic",
                                    "shortage", "revenue", "spending"}) {
    if (measure == of) return true;
  }
  return false;
}

constexpr bool is_in_days(std::string_view measure) {
  return measure == "stock_days" || measure == "input_days" || measure == "lead_time";
}

}  // namespace fabshock
