#include "results/concentration.h"

#include <array>
#include <map>
#include <set>

#include "dynamics/production.h"

namespace fabshock {
namespace {

// Classes with several products, all in the same unit.
std::set<std::string> classes_in_one_unit(const Model& model) {
  std::map<std::string, std::pair<std::string, int>> classes;  // unit (empty: several), products
  for (const Product& product : model.products) {
    auto& [unit, many] = classes.try_emplace(product.klass, product.unit, 0).first->second;
    if (unit != product.unit) unit.clear();
    ++many;
  }
  std::set<std::string> good;
  for (const auto& [klass, of] : classes) {
    if (!klass.empty() && !of.first.empty() && of.second > 1) good.insert(klass);
  }
  for (const Product& product : model.products) good.erase(product.id);  // rows could mean either
  return good;
}

}  // namespace

ConcentrationMeasures::ConcentrationMeasures(const Network& net) : net_(net), countries_(net.model.has_countries()) {
  const std::set<std::string> classes = classes_in_one_unit(net.model);
  using Names = std::array<std::string_view, kWays>;
  const auto names_of = [&](std::uint32_t n) -> Names {
    const Facility& facility = net.model.facilities[n];
    return {net.model.regions[net.region_of(n).value].id, net.model.country_of(net.model.sites[facility.site.value]),
            facility.owner.empty() ? facility.id : facility.owner, facility.owner_bloc, facility.id};
  };
  std::map<std::string_view, std::array<std::map<std::string_view, std::uint32_t>, kWays>> found;
  const auto each = [&](const auto& call) {
    for (std::uint32_t n = 0; n < net.facilities; ++n) {
      if (!is_maker(net.model.facilities[n])) continue;
      const Product& product = net.model.products[net.product_of(n).value];
      call(n, product.id);
      if (classes.contains(product.klass)) call(n, product.klass);
    }
  };
  each([&](std::uint32_t n, std::string_view name) {
    const Names names = names_of(n);
    for (std::size_t by = 0; by < kWays; ++by) found[name][by][names[by]];
  });
  std::map<std::string_view, std::uint32_t> place;
  for (auto& [name, ways] : found) {
    place[name] = static_cast<std::uint32_t>(made_.size());
    Made& made = made_.emplace_back();
    made.name = name;
    for (std::size_t by = 0; by < kWays; ++by) {
      for (auto& [maker, at] : ways[by]) {
        at = static_cast<std::uint32_t>(made.makers[by].size());
        made.makers[by].push_back({maker, {}});
      }
    }
  }
  each([&](std::uint32_t n, std::string_view name) {
    const Names names = names_of(n);
    Part& part = parts_.emplace_back(Part{n, place.at(name)});
    for (std::size_t by = 0; by < kWays; ++by) part.maker[by] = found.at(name)[by].at(names[by]);
  });
}

void ConcentrationMeasures::count(const RunRecord& run) {
  for (Made& made : made_) {
    made.total = {};
    made.unlimited = false;
    for (auto& way : made.makers) {
      for (Maker& maker : way) maker.amounts = {};
    }
  }
  const auto& earned = run.final.payments.earned;
  for (const Part& part : parts_) {
    const std::uint32_t n = part.node;
    const NodeState& node = run.final.nodes[n];
    if (!net_.nodes[n].active && node.good == 0) continue;
    const double quantum = net_.quantum_of(n);
    const Quanta capacity = production::capacity_of(net_, run.final, n);
    const bool unlimited = capacity == kUnlimited;
    const double output = static_cast<double>(node.good) * quantum;
    const Amounts amounts = {unlimited ? 0 : static_cast<double>(capacity) * quantum / net_.nodes[n].per_good, output,
                             earned.empty() ? output * net_.price_of(n) : static_cast<double>(earned[n]) / 100};
    const auto add = [&](Amounts& sum) {
      sum.capacity += amounts.capacity;
      sum.output += amounts.output;
      sum.sales += amounts.sales;
    };
    Made& made = made_[part.made];
    made.unlimited |= unlimited && !net_.nodes[n].finite;
    add(made.total);
    for (std::size_t by = 0; by < kWays; ++by) add(made.makers[by][part.maker[by]].amounts);
  }
}

void ConcentrationMeasures::add_shares(const Made& made, By by, std::vector<MeasureRow>& rows) {
  struct Share {
    double Amounts::*of = nullptr;
    std::array<std::string_view, kWays - 1> names;  // a row for each facility would say little
  };
  static constexpr std::array<Share, 3> kShares = {{
      {&Amounts::capacity,
       {"share_capacity", "share_capacity_country", "share_capacity_owner", "share_capacity_owner_bloc"}},
      {&Amounts::output, {"share_output", "share_output_country", "share_output_owner", "share_output_owner_bloc"}},
      {&Amounts::sales, {"share_sales", "share_sales_country", "share_sales_owner", "share_sales_owner_bloc"}},
  }};
  constexpr double kWorthARow = 1e-3;
  double squares = 0;
  for (const Maker& maker : made.makers[by]) {
    for (const Share& share : kShares) {
      const double total = made.total.*share.of;
      if (total <= 0 || (share.of == &Amounts::capacity && made.unlimited)) continue;
      const double part = maker.amounts.*share.of / total;
      if (share.of == &Amounts::output) squares += part * part;
      if (part >= kWorthARow && by != kFacility) rows.push_back({share.names[by], maker.name, made.name, part, "1"});
    }
  }
  constexpr std::array<std::string_view, kWays> kBy = {"region", "country", "owner", "owner_bloc", "facility"};
  if (squares > 0) rows.push_back({"hhi", kBy[by], made.name, squares, "1"});
}

void ConcentrationMeasures::add(const RunRecord& run, std::vector<MeasureRow>& rows) {
  count(run);
  for (const Made& made : made_) {
    for (const By by : {kRegion, kCountry, kOwner, kOwnerBloc, kFacility}) {
      if (by != kCountry || countries_) add_shares(made, by, rows);
    }
  }
}

}  // namespace fabshock
