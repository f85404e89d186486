// The names of measures.csv, each defined in docs/reference/measures.md, and what a value there is a value of.
#pragma once
#include <array>
#include <compare>
#include <string>
#include <string_view>

namespace fabshock {

inline constexpr std::array<std::string_view, 61> kRunMeasures = {"given_up",
                                                                  "given_up_value",
                                                                  "unmet",
                                                                  "unmet_days",
                                                                  "unmet_value",
                                                                  "lost_output",
                                                                  "lost_output_days",
                                                                  "lost_revenue",
                                                                  "worst_week",
                                                                  "shortage_begins",
                                                                  "shortage_ends",
                                                                  "time_to_recover",
                                                                  "scrapped",
                                                                  "price_peak",
                                                                  "price_rise",
                                                                  "price_peak_day",
                                                                  "price_back_day",
                                                                  "paid_rise",
                                                                  "demand",
                                                                  "served",
                                                                  "baseline_served",
                                                                  "revenue",
                                                                  "baseline_revenue",
                                                                  "spending",
                                                                  "baseline_spending",
                                                                  "building_cost",
                                                                  "subsidies",
                                                                  "stockpile_value",
                                                                  "remedy_cost",
                                                                  "tariffs",
                                                                  "compute_delivered",
                                                                  "baseline_compute_delivered",
                                                                  "compute_installed",
                                                                  "baseline_compute_installed",
                                                                  "innovation_delay",
                                                                  "innovation_delay_last",
                                                                  "dependence",
                                                                  "dependence_2y",
                                                                  "dependence_3y",
                                                                  "first_shock_day",
                                                                  "asymmetry",
                                                                  "value_added_lost",
                                                                  "baseline_value_added",
                                                                  "value_added_lost_country",
                                                                  "baseline_value_added_country",
                                                                  "share_capacity",
                                                                  "share_output",
                                                                  "share_sales",
                                                                  "share_capacity_country",
                                                                  "share_output_country",
                                                                  "share_sales_country",
                                                                  "share_capacity_owner",
                                                                  "share_output_owner",
                                                                  "share_sales_owner",
                                                                  "share_capacity_owner_bloc",
                                                                  "share_output_owner_bloc",
                                                                  "share_sales_owner_bloc",
                                                                  "hhi",
                                                                  "exposure",
                                                                  "leverage",
                                                                  "outcome"};

inline constexpr std::string_view kOutcome = "outcome";  // where a past episode was observed (results/outcomes.h)

inline constexpr std::string_view kExceedance = "exceedance";  // of an experiment with `splitting`
// Of contingency analysis (batch/survival.h, rerouting/least_loss.h).
inline constexpr std::string_view kTimeToSurvive = "time_to_survive";
inline constexpr std::string_view kTimeToSurviveLp = "time_to_survive_lp";
inline constexpr std::string_view kLossAtLeast = "loss_at_least";
inline constexpr std::string_view kFirstShockDay = "first_shock_day";  // from when on dependence counts

struct MeasureKey {
  std::string measure, entity, product, unit;
  auto operator<=>(const MeasureKey&) const = default;
};

// Is a measure that a run has no row for zero in it? A day or a price is not: it has no value there.
inline bool is_amount(std::string_view measure) {
  return !measure.ends_with("_day") && !measure.starts_with("price_") && !measure.starts_with("shortage_") &&
         !measure.starts_with("time_to_") && measure != "worst_week" && measure != kExceedance && measure != kOutcome;
}

// Is it counted from the first shock on for so many years? A run with a shock has no row of it where it ends before.
inline bool is_of_a_window(std::string_view measure) {
  return measure.starts_with("dependence") || measure == "asymmetry";
}

// Whether what a run has no row of is 0 in it, and not unknown. has_shock: has it a row of `first_shock_day`?
inline bool is_none(std::string_view measure, bool has_shock) {
  return is_amount(measure) && !(has_shock && is_of_a_window(measure));
}

// "us ai-compute", "world".
inline std::string label_of(const MeasureKey& key) {
  return key.product.empty() ? key.entity : key.entity + ' ' + key.product;
}

}  // namespace fabshock
