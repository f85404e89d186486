#include "cli/contingency_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "report/summary.h"

namespace fabshock::cli {
namespace {

constexpr std::uint32_t kShown = 15;  // of each length
constexpr std::size_t kWidest = 44;

std::string days(std::optional<double> value, const char* none) {
  return value ? std::to_string(static_cast<std::int64_t>(std::floor(*value + 0.5))) : none;
}

std::string multiple(std::optional<double> value) {
  if (!value) return "";
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%.2f", *value);
  return text.data();
}

std::string cut(const std::string& text) {
  return text.size() <= kWidest ? text : text.substr(0, kWidest - 3) + "...";
}

// The bloc that most computing is lost to, and how much.
std::string computing(const ContingencyRow& row) {
  const auto most = std::max_element(row.compute_lost.begin(), row.compute_lost.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == row.compute_lost.end() || most->second <= 0) return "";
  return most->first + ' ' + short_number(most->second);
}

}  // namespace

void print_contingency(const std::vector<ContingencyRow>& rows) {
  std::size_t width = std::string_view("target").size();
  for (const ContingencyRow& row : rows) {
    if (row.rank <= kShown) width = std::max(width, cut(row.target).size());
  }
  const int w = static_cast<int>(width);
  for (const ContingencyRow& row : rows) {
    if (row.rank > kShown || (row.rank > 1 && row.loss <= 0)) continue;
    const bool pair = row.alone.has_value();
    if (row.rank == 1) {
      std::printf("%s%s days without:\n%4s  %-*s %10s %9s %9s %9s %9s %8s  %s\n",
                  row.outage == rows.front().outage ? "" : "\n", days(row.outage, "").c_str(), "", w, "target", "loss",
                  pair ? "alone" : "revenue", "exposure", "survives", "recovers", "price", "computing");
    }
    const std::string survives = pair ? "" : days(row.survive, row.endures == 1.0 ? "ever" : "");
    std::printf("%4u  %-*s %10s %9s %9.3f %7s d %7s d %8s  %s\n", row.rank, w, cut(row.target).c_str(),
                short_number(row.loss).c_str(), short_number(row.alone.value_or(row.revenue)).c_str(), row.exposure,
                survives.c_str(), days(row.recover, "-").c_str(), multiple(row.price_rise).c_str(),
                computing(row).c_str());
  }
}

}  // namespace fabshock::cli
