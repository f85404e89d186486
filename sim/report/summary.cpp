#include "report/summary.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <ostream>
#include <set>

namespace fabshock {
namespace {

constexpr std::size_t kWorst = 10;
constexpr double kNothing = 0.0005;  // days of flow: less is rounding, not a shortage

template <class... Args>
std::string format(const char* pattern, Args... args) {
  std::array<char, 256> line{};
  const int n = std::snprintf(line.data(), line.size(), pattern, args...);
  return {line.data(), static_cast<std::size_t>(std::clamp(n, 0, static_cast<int>(line.size()) - 1))};
}

std::string date(const Network& net, std::int64_t step) {
  return to_string(date_of(net.start + Duration::ticks(step * net.step)));
}

void table(std::ostream& out, const Network& net, std::vector<NodeLoss> rows, const char* title) {
  std::erase_if(rows, [](const NodeLoss& r) { return r.lost_days < kNothing; });
  if (rows.empty()) return;
  std::sort(rows.begin(), rows.end(), [](const NodeLoss& a, const NodeLoss& b) {
    return a.value != b.value ? a.value > b.value : a.node < b.node;
  });
  out << '\n'
      << title << (rows.size() > kWorst ? format(" (the worst-hit %zu of %zu)", kWorst, rows.size()) : "") << '\n';
  out << format("  %-28s %-20s %12s %-8s %7s %9s %6s  %-10s  %-10s\n", "entity", "product", "lost", "", "days", "value",
                "worst", "from", "to");
  for (std::size_t i = 0; i < std::min(kWorst, rows.size()); ++i) {
    const NodeLoss& r = rows[i];
    const Product& product = net.model.products[net.product_of(r.node).value];
    out << format("  %-28.28s %-20.20s %12s %-8.8s %7.1f %9s %5.*f%%  %s  %s\n", net.entity_of(r.node).c_str(),
                  net.product_name(r.node).c_str(), short_number(r.lost).c_str(), product.unit.c_str(), r.lost_days,
                  short_number(r.value).c_str(), r.worst < 0.0995 ? 1 : 0, 100 * r.worst, date(net, r.first).c_str(),
                  date(net, r.last + 1).c_str());
  }
}

void delivered_table(std::ostream& out, const Network& net, std::vector<Delivered> needs) {
  constexpr double kWorthTelling = 0.001;
  std::erase_if(needs, [](const Delivered& d) {
    return d.undisturbed <= 0 || std::fabs(d.amount / d.undisturbed - 1) < kWorthTelling;
  });
  if (needs.empty()) return;
  out << "\nDelivered by all the systems that serve a need together\n";
  out << format("  %-28s %12s %12s %-14s %7s\n", "need", "undisturbed", "now", "", "change");
  for (const Delivered& d : needs) {
    const Need& need = net.model.needs[d.need];
    out << format("  %-28.28s %12s %12s %-14.14s %+6.1f%%\n", need.id.c_str(), short_number(d.undisturbed).c_str(),
                  short_number(d.amount).c_str(), need.unit.c_str(), 100 * (d.amount / d.undisturbed - 1));
  }
}

void bloc_table(std::ostream& out, const Network& net, const RunRecord& run, const Story& story) {
  constexpr double kWorthTelling = 0.0005;
  struct Row {
    std::string all = "-", kind = "-";  // of a bloc that has no such need
    double value_lost = 0;
  };
  const std::string kind = told_kind(net.model);
  std::map<std::string_view, Row> rows;
  bool any = false;
  for (const BlocLoss& loss : story.blocs) {
    const double less = loss.dependence.front();
    if (std::isnan(less) || (!loss.kind.empty() && loss.kind != kind)) continue;
    // No zero has a sign.
    (loss.kind.empty() ? rows[loss.bloc].all : rows[loss.bloc].kind) =
        format("%.1f%%", std::round(1000 * less) / 10 + 0.0);
    any |= std::fabs(less) >= kWorthTelling;
  }
  if (!any) return;
  for (const ValueAdded& sum : story.value_added) {
    rows[name_of_bloc(net.model.regions[sum.region])].value_lost += sum.lost;
  }
  out << "\nServed less, by bloc, in the year from " << date(net, run.first_shock / net.step) << '\n';
  out << format("  %-28s %12s %14.14s %20s\n", "bloc", "all needs", kind.c_str(), "value not added");
  for (const auto& [bloc, row] : rows) {
    out << format("  %-28.28s %12s %14s %20s\n", std::string(bloc).c_str(), row.all.c_str(),
                  kind.empty() ? "" : row.kind.c_str(), short_number(row.value_lost).c_str());
  }
}

void price_table(std::ostream& out, const Network& net, std::vector<PriceRise> rises) {
  constexpr double kWorthTelling = 1.01;
  // What would have fallen and did not is no price at its highest.
  std::erase_if(rises, [](const PriceRise& r) { return std::min(r.peak, r.multiple) < kWorthTelling; });
  // Of the zones of a product the one where it rose most, which comes first.
  std::set<std::uint32_t> products;
  const std::size_t all = rises.size();
  std::erase_if(rises, [&](const PriceRise& r) { return !products.insert(net.markets[r.market].group_begin).second; });
  if (rises.empty()) return;
  out << "\nSpot prices at their highest"
      << (rises.size() > kWorst ? format(" (the most risen %zu of %zu)", kWorst, rises.size()) : "")
      << (rises.size() < all ? ", each where it rose most" : "") << '\n';
  out << format("  %-32s %12s %-14s %7s %7s  %-10s  %-10s\n", "market", "before", "", "then", "rise", "on", "back");
  for (std::size_t i = 0; i < std::min(kWorst, rises.size()); ++i) {
    const PriceRise& r = rises[i];
    const MarketParams& market = net.markets[r.market];
    const std::string unit = net.model.currency + '/' + net.model.products[market.what.product.value].unit;
    out << format("  %-32.32s %12s %-14.14s %6.2fx %+6.0f%%  %s  %s\n", net.market_name(r.market).c_str(),
                  short_number(market.base_price).c_str(), unit.c_str(), r.multiple, 100 * (r.peak - 1),
                  date(net, r.peak_step).c_str(), r.back_step < 0 ? "not yet" : date(net, r.back_step).c_str());
  }
}

// A line an event, but for the buyers of a new supplier, who are many: the first, and how many more until when.
void print_log(std::ostream& out, Time start, const std::vector<LogEntry>& log) {
  const auto on = [start](const LogEntry& entry) { return to_string(date_of(start + Duration::ticks(entry.tick))); };
  for (std::size_t i = 0; i < log.size(); ++i) {
    const LogEntry& entry = log[i];
    const auto alike = [&entry](const LogEntry& other) {
      return other.event == entry.event && other.entity == entry.entity;
    };
    std::string detail = entry.detail;
    if (entry.event.starts_with("quali")) {
      const auto here = log.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::any_of(log.begin(), here, alike)) continue;
      const auto more = std::count_if(here + 1, log.end(), alike);
      const auto last = std::find_if(log.rbegin(), log.rend(), alike);
      if (more > 0) detail += format(", and %td more until ", more) + on(*last);
    }
    out << "  " << on(entry) << "  " << entry.event << ' ' << entry.entity
        << (detail.empty() ? "" : " (" + detail + ")") << '\n';
  }
}

}  // namespace

std::string short_number(double value) {
  constexpr std::array<const char*, 5> kSuffix = {"", " k", " M", " bn", " tn"};
  std::size_t i = 0;
  while (std::fabs(value) >= 999.5 && i + 1 < kSuffix.size()) {
    value /= 1000;
    ++i;
  }
  const double size = std::fabs(value);
  return format(size >= 100 || value == 0 ? "%.0f%s" : size >= 10 ? "%.1f%s" : "%.2f%s", value, kSuffix[i]);
}

Story story_of(const Network& net, const RunRecord& undisturbed, const RunRecord& run) {
  LossMeasures losses(net);
  BlocMeasures blocs(net);
  return {losses.losses(undisturbed, run), losses.delivered(undisturbed, run),
          PriceMeasures(net).rises(undisturbed, run), blocs.dependence(undisturbed, run),
          blocs.value_added(undisturbed, run)};
}

void print_summary(std::ostream& out, const Network& net, const Scenario& scenario, const RunRecord& run,
                   const Story& story, std::uint64_t seed, const std::string& folder) {
  out << scenario.name << (scenario.title.empty() ? "" : ": " + scenario.title) << '\n';
  out << date(net, 0) << " to " << to_string(date_of(scenario.start + scenario.horizon)) << ", " << net.facilities
      << " facilities, " << net.lanes.size() << " lanes, seed " << seed << ", " << run.events << " events\n";
  std::vector<NodeLoss> needs;
  std::vector<NodeLoss> makers;
  for (const NodeLoss& loss : story.losses) {
    if (loss.short_ever()) (net.nodes[loss.node].sink ? needs : makers).push_back(loss);
  }
  const WorldLoss world = LossMeasures(net).of_world(story.losses);
  std::erase_if(needs, [](const NodeLoss& r) { return r.lost_days < kNothing; });
  print_log(out, scenario.start, run.log);
  if (needs.empty()) {
    out << "\nAll that was asked for was met as in the undisturbed world.\n";
  } else if (world.unmet < 0.5) {
    out << "\nNeeds went short, by nothing that has a value at baseline prices.\n";
  } else {
    out << "\nNeeds went short by " << short_number(world.unmet) << ' ' << net.model.currency
        << " at baseline prices.\n";
  }
  if (!net.markets.empty() && std::fabs(world.given_up) >= 0.5) {
    const std::string amount = short_number(std::fabs(world.given_up)) + ' ' + net.model.currency;
    out << (world.given_up > 0 ? "Because of the price buyers gave up another " + amount
                               : "Where prices are lower than they would be, buyers asked for " + amount + " more")
        << ".\n";
  }
  table(out, net, needs, "Needs not met");
  table(out, net, makers, "Shipments lost");
  delivered_table(out, net, story.delivered);
  bloc_table(out, net, run, story);
  price_table(out, net, story.rises);
  out << "\nlost, change and rise: against the undisturbed world; days: of normal flow; worst: share missing in the "
         "worst week;\n"
         "then: times the price before; value not added: by plants there, in the whole run, at baseline prices.\n";
  out << "Results in " << folder << "/ (CSV; datapackage.json describes every column).\n";
}

}  // namespace fabshock
