// A model at its baseline, counted as published statistics count: what makers of a product make, by place and owner.
#pragma once
#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "network/network.h"
#include "scenario/load.h"

namespace fabshock::test {

using Products = std::vector<std::string_view>;

// Which makers are meant; what is not said may be anything.
struct Where {
  std::string_view region{};
  std::string_view owner{};     // last part of the group: "jasm" is TSMC's too, and not in TSMC's figures
  std::string_view facility{};  // a single one
  std::string_view owner_bloc{};
  bool banks = true;  // also what is drawn from finite stocks
};

inline constexpr Where kNew{.banks = false};

// The model at its baseline. Products are meant with all their variants. Neither stock holders, who only hand on, nor
// plants that are planned are makers.
class Facts {
 public:
  explicit Facts(const std::string& name) {
    Diagnostics diagnostics;
    auto model = load_model(std::string(FABSHOCK_ROOT) + "/models/" + name, diagnostics);
    const Switches steady{.growth = false, .season = false};
    if (model) net_ = build_network(std::move(*model), time_of({2026, 1, 1}), steady, diagnostics);
    std::ostringstream errors;
    diagnostics.print(errors);
    if (!net_) throw std::runtime_error(errors.str());
  }

  double made(const Products& products, const Where& where = {}) const {  // units a year
    double sum = 0;
    each(products, where, [&](std::uint32_t n) { sum += made_by(n); });
    return sum;
  }
  double value(const Products& products, const Where& where = {}) const {  // at the products' prices, B USD a year
    double sum = 0;
    each(products, where, [&](std::uint32_t n) { sum += made_by(n) * product(n).price.value; });
    return sum / 1e9;
  }
  double market_value(const Products& products, const Where& where = {}) const {  // the same at the markets' prices
    double sum = 0;
    each(products, where, [&](std::uint32_t n) { sum += made_by(n) * net_->price_of(n); });
    return sum / 1e9;
  }
  // Good units a month: the model's capacities are of starts.
  double capacity(const Products& products, const Where& where = {}) const {
    double sum = 0;
    each(products, where, [&](std::uint32_t n) {
      const Facility& facility = net_->model.facilities[n];
      if (!facility.capacity) return;
      const double yield = facility.recipe.valid() ? net_->model.recipes[facility.recipe.value].yield.value : 1.0;
      sum += facility.capacity->value * yield * 365 / 12;
    });
    return sum;
  }
  // What makers of `products` take in of an input, units a year.
  double used(std::string_view input, const Products& products, const Where& where = {}) const {
    double sum = 0;
    each(products, where, [&](std::uint32_t n) {
      for (std::uint32_t s = net_->nodes[n].slot_begin; s < net_->nodes[n].slot_end; ++s) {
        const SlotInfo& slot = net_->slot_info[s];
        const Product& what = net_->model.products[slot.product.value];
        if (what.id == input) sum += a_year(slot.intake0, what.quantum);
      }
    });
    return sum;
  }
  // What the chips in a unit of a product cost, and the chips in these (stacks of memory in packages), in USD.
  double chips_in(std::string_view made_product) const {
    double sum = 0;
    for (const Product& chip : net_->model.products) {
      if (chip.layer != "chip") continue;
      const double taken = used(chip.id, {made_product});
      if (taken > 0) sum += taken / made({made_product}) * (chip.price.value + chips_in(chip.id));
    }
    return sum;
  }
  double compute(const Products& systems) const {  // that buyers get with them, PFLOP/s a year
    double sum = 0;
    for (auto n = net_->facilities; n < static_cast<std::uint32_t>(net_->size()); ++n) {
      if (!holds(systems, product(n).id)) continue;
      const SinkParams& sink = net_->sinks[n - net_->facilities];
      const NeedOption& option = net_->model.needs[sink.need.value].options[sink.option];
      const SlotInfo& slot = net_->slot_info[net_->nodes[n].slot_begin];
      sum += a_year(slot.intake0, net_->quantum_of(n)) * option.compute.value;
    }
    return sum;
  }
  // All chips, or those of a kind. The model's classes are by how chips are traded, WSTS's kinds by what they do: it
  // counts processors of PCs and servers, and controllers, as "micro", and drivers of displays as logic.
  Products chips(std::string_view kind = {}) const {
    Products all;
    for (const Product& p : net_->model.products) {
      if (p.layer != "chip") continue;
      std::string_view is = "other";
      if (p.klass == "memory") is = "memory";
      if (p.klass == "logic-soc" || p.klass.ends_with("-accelerator") || p.id == "driver-ic") is = "logic";
      if (p.id == "pc-cpu" || p.id == "server-cpu") is = "micro";
      if (kind.empty() || kind == is) all.emplace_back(p.id);
    }
    return all;
  }

 private:
  static bool holds(const Products& products, std::string_view id) {
    return products.empty() || std::find(products.begin(), products.end(), id) != products.end();
  }
  template <class F>
  void each(const Products& products, const Where& where, F f) const {
    for (std::uint32_t n = 0; n < net_->facilities; ++n) {
      const Facility& facility = net_->model.facilities[n];
      if (facility.planned || is_stock_holder(facility) || !holds(products, product(n).id)) continue;
      if (!where.banks && facility.reserve) continue;
      if (!where.facility.empty() && facility.id != where.facility) continue;
      const Site& site = net_->model.sites[facility.site.value];
      if (!where.region.empty() && net_->model.regions[site.region.value].id != where.region) continue;
      const std::string_view owner = std::string_view(facility.group).substr(facility.group.rfind('.') + 1);
      if (!where.owner.empty() && owner != where.owner) continue;
      if (!where.owner_bloc.empty() && facility.owner_bloc != where.owner_bloc) continue;
      f(n);
    }
  }
  const Product& product(std::uint32_t n) const { return net_->model.products[net_->product_of(n).value]; }
  double a_year(Quanta a_step, double quantum) const {
    return static_cast<double>(a_step) * quantum * static_cast<double>(kTicksPerYear) / static_cast<double>(net_->step);
  }
  double made_by(std::uint32_t n) const { return a_year(net_->nodes[n].good0, net_->quantum_of(n)); }

  std::shared_ptr<const Network> net_;
};

}  // namespace fabshock::test
