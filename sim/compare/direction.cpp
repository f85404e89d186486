#include "compare/direction.h"

#include <algorithm>
#include <array>

#include "results/measure_key.h"

namespace fabshock {

WorseWay worse_way(std::string_view measure) {
  constexpr std::array<std::string_view, 28> kMore = {"unmet",
                                                      "unmet_days",
                                                      "unmet_value",
                                                      "given_up",
                                                      "given_up_value",
                                                      "lost_output",
                                                      "lost_revenue",
                                                      "lost_output_days",
                                                      "worst_week",
                                                      "shortage_ends",
                                                      "time_to_recover",
                                                      kLossAtLeast,
                                                      "scrapped",
                                                      "price_peak",
                                                      "price_rise",
                                                      "price_back_day",
                                                      "paid_rise",
                                                      "building_cost",
                                                      "subsidies",
                                                      "tariffs",
                                                      "dependence",
                                                      "innovation_delay",
                                                      "innovation_delay_last",
                                                      "exposure",
                                                      "remedy_cost",
                                                      "value_added_lost",
                                                      "value_added_lost_country",
                                                      kExceedance};
  constexpr std::array<std::string_view, 7> kLess = {
      "served",          "revenue",      "compute_delivered", "compute_installed",
      "shortage_begins", kTimeToSurvive, kTimeToSurviveLp};
  const auto is_in = [&](const auto& names) { return std::find(names.begin(), names.end(), measure) != names.end(); };
  if (is_in(kMore) || measure.starts_with("dependence_")) return WorseWay::kMore;
  return is_in(kLess) ? WorseWay::kLess : WorseWay::kNeither;
}

}  // namespace fabshock
