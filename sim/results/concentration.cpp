#include "results/concentration.h"

#include <array>
#include <map>
#include <set>

#include "dynamics/production.h"

namespace fabshock {
namespace {

enum : std::size_t { kOfCapacity, kOfOutput, kOfSales };
using Amounts = std::array<double, 3>;

// Of one product: who makes how much of it.
struct Makers {
  Amounts total{};
  bool unlimited = false;  // somebody has no limit: shares of capacity have no meaning
  std::map<std::string, Amounts> by_region, by_owner, by_owner_bloc, by_facility;
};

void add_to(Amounts& sum, const Amounts& more) {
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += more[k];
}

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

std::map<std::string, Makers> makers_of_products(const Network& net, const RunRecord& run) {
  const std::set<std::string> classes = classes_in_one_unit(net.model);
  std::map<std::string, Makers> products;
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    const Facility& facility = net.model.facilities[n];
    const NodeState& node = run.final.nodes[n];
    if (is_stock_holder(facility) || facility.kind == "finite-stock") continue;  // who hands on what was made
    if (!net.nodes[n].active && node.good == 0) continue;
    const double quantum = net.quantum_of(n);
    const Quanta capacity = production::capacity_of(net, run.final, n);
    const auto& earned = run.final.payments.earned;
    const double output = static_cast<double>(node.good) * quantum;
    const Amounts amounts = {
        capacity == kUnlimited ? 0 : static_cast<double>(capacity) * quantum / net.nodes[n].per_good, output,
        earned.empty() ? output * net.price_of(n) : static_cast<double>(earned[n]) / 100};
    const Product& product = net.model.products[net.product_of(n).value];
    const auto add = [&](const std::string& name) {
      Makers& makers = products[name];
      add_to(makers.total, amounts);
      makers.unlimited |= capacity == kUnlimited && !net.nodes[n].finite;
      add_to(makers.by_region[net.model.regions[net.model.sites[facility.site.value].region.value].id], amounts);
      add_to(makers.by_facility[facility.id], amounts);
      add_to(makers.by_owner[facility.owner.empty() ? facility.id : facility.owner], amounts);
      add_to(makers.by_owner_bloc[facility.owner_bloc], amounts);
    };
    add(product.id);
    if (classes.contains(product.klass)) add(product.klass);
  }
  return products;
}

}  // namespace

std::vector<MeasureRow> concentration_measures(const Network& net, const RunRecord& run) {
  constexpr std::array<const char*, 3> kNames = {"share_capacity", "share_output", "share_sales"};
  constexpr double kWorthARow = 1e-3;
  std::vector<MeasureRow> rows;
  for (const auto& entry : makers_of_products(net, run)) {
    const std::string& product = entry.first;
    const Makers& makers = entry.second;
    const auto each = [&](const std::map<std::string, Amounts>& all, const std::string& suffix, const char* by) {
      double squares = 0;
      for (const auto& [who, amounts] : all) {
        for (std::size_t k = 0; k < kNames.size(); ++k) {
          if (makers.total[k] <= 0 || (k == kOfCapacity && makers.unlimited)) continue;
          const double share = amounts[k] / makers.total[k];
          if (k == kOfOutput) squares += share * share;
          if (share >= kWorthARow && std::string_view{by} != "facility") {
            rows.push_back({kNames[k] + suffix, who, product, share, "1"});
          }
        }
      }
      if (squares > 0) rows.push_back({"hhi", by, product, squares, "1"});
    };
    each(makers.by_region, "", "region");
    each(makers.by_owner, "_owner", "owner");
    each(makers.by_owner_bloc, "_owner_bloc", "owner_bloc");
    each(makers.by_facility, "", "facility");
  }
  return rows;
}

}  // namespace fabshock
