#include "cli/contingency_table.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

#include "cli/text.h"
#include "report/summary.h"
#include "results/csv.h"

namespace fabshock::cli {
namespace {

constexpr std::uint32_t kShown = 15;  // of each length
constexpr std::size_t kWidest = 44;   // characters of a target

std::string cut(const std::string& text) {
  if (characters(text) <= kWidest) return text;
  std::string whole;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (begins && characters(whole) + 3 == kWidest) break;
    whole += c;
  }
  return whole + "...";
}

std::string days(std::optional<double> value, const char* none) {
  std::array<char, 24> text{};
  if (value) std::snprintf(text.data(), text.size(), "%.0f d", *value);
  return value ? text.data() : none;
}

std::string decimals(std::optional<double> value, const char* format) {
  std::array<char, 24> text{};
  if (value) std::snprintf(text.data(), text.size(), format, *value);
  return text.data();
}

// The bloc that most computing is lost to, and how much.
std::string computing(const ContingencyRow& row) {
  const auto most = std::max_element(row.compute_lost.begin(), row.compute_lost.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == row.compute_lost.end() || most->second <= 0) return "";
  return most->first + ' ' + short_number(most->second);
}

struct Column {
  std::string title;
  std::string (*of)(const ContingencyRow& row);
  bool right = true;
};

const std::array<Column, 13> kColumns = {
    Column{"", [](const ContingencyRow& row) { return std::to_string(row.rank); }},
    Column{"target", [](const ContingencyRow& row) { return cut(row.target); }, false},
    Column{"loss", [](const ContingencyRow& row) { return short_number(row.loss); }},
    Column{"5 %", [](const ContingencyRow& row) { return row.loss_q05 ? short_number(*row.loss_q05) : ""; }},
    Column{"95 %", [](const ContingencyRow& row) { return row.loss_q95 ? short_number(*row.loss_q95) : ""; }},
    Column{"no plan saves",
           [](const ContingencyRow& row) { return row.loss_at_least ? short_number(*row.loss_at_least) : ""; }},
    Column{"alone", [](const ContingencyRow& row) { return row.alone ? short_number(*row.alone) : ""; }},
    Column{"exposure", [](const ContingencyRow& row) { return decimals(row.exposure, "%.3f"); }},
    Column{"survives", [](const ContingencyRow& row) { return row.endures ? days(row.survive, "ever") : ""; }},
    Column{
        "with a plan",
        [](const ContingencyRow& row) { return row.loss_at_least && row.endures ? days(row.survive_lp, "ever") : ""; }},
    Column{"recovers", [](const ContingencyRow& row) { return days(row.recover, "not"); }},
    Column{"price", [](const ContingencyRow& row) { return decimals(row.price_rise, "x %.2f"); }},
    Column{"computing", [](const ContingencyRow& row) { return computing(row); }, false}};

// What is worth a line: somebody loses, or goes short though it is made up for later.
bool is_told(const ContingencyRow& row) {
  return row.rank <= kShown && (row.rank == 1 || row.loss > 0 || (row.survive && *row.survive < row.outage));
}

void print(const std::vector<const ContingencyRow*>& rows) {
  std::vector<TextLine> lines(rows.size() + 1);
  std::vector<bool> right;
  for (const Column& column : kColumns) {
    const auto says_nothing = [&](const ContingencyRow* row) { return column.of(*row).empty(); };
    if (std::all_of(rows.begin(), rows.end(), says_nothing)) continue;
    right.push_back(column.right);
    lines[0].push_back(column.title);
    for (std::size_t i = 0; i < rows.size(); ++i) lines[i + 1].push_back(column.of(*rows[i]));
  }
  print_lines(lines, right);
}

}  // namespace

void print_contingency(const std::vector<ContingencyRow>& rows, const std::string& currency) {
  for (auto begin = rows.begin(); begin != rows.end();) {
    const auto end =
        std::find_if(begin, rows.end(), [&](const ContingencyRow& row) { return row.outage != begin->outage; });
    std::vector<const ContingencyRow*> told;
    for (auto row = begin; row != end; ++row) {
      if (is_told(*row)) told.push_back(&*row);
    }
    std::printf("%s%s days without, in %s:\n", begin == rows.begin() ? "" : "\n", shortest(begin->outage).c_str(),
                currency.c_str());
    print(told);
    begin = end;
  }
}

}  // namespace fabshock::cli
