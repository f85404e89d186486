// Can every product ever be made? A maker can start if each critical input it needs is in stock or comes from a maker
// that can start; what is left over when nothing more can start waits for itself.
#include <algorithm>

#include "scenario/check_model.h"

namespace fabshock::input {
namespace {

class Cycles {
 public:
  explicit Cycles(const Model& model) : model_(model), can_make_(model.products.size(), false), has_maker_(can_make_) {
    for (const Facility& facility : model.facilities) {
      if (facility.makes.product.valid()) has_maker_[facility.makes.product.value] = true;
    }
  }

  // a -> b -> a, and the facility at which it was found; empty if everything can start.
  std::vector<ProductIx> run(const Facility*& stuck) {
    std::vector<const Facility*> waiting;
    for (const Facility& facility : model_.facilities) waiting.push_back(&facility);
    for (bool progress = true; progress;) {
      progress = false;
      std::erase_if(waiting, [&](const Facility* facility) {
        if (!facility->makes.product.valid()) return true;
        if (waits_for(*facility).valid() && !has_finished_stock(*facility)) return false;
        can_make_[facility->makes.product.value] = true;
        progress = true;
        return true;
      });
    }
    // A maker may wait although another makes the product: that is no cycle.
    const auto blocked = std::find_if(waiting.begin(), waiting.end(),
                                      [&](const Facility* f) { return !can_make_[f->makes.product.value]; });
    if (blocked == waiting.end()) return {};
    stuck = *blocked;
    return follow(**blocked);
  }

 private:
  double cover(const Facility& facility, FacilityIx index, const ProductRef& what) const {
    for (const Cover& cover : facility.covers) {
      if (cover.what.accepts(what) || what.accepts(cover.what)) return cover.hours.value;
    }
    if (facility.control.cover) return facility.control.cover->value;
    for (auto rule = model_.defaults.rbegin(); rule != model_.defaults.rend(); ++rule) {
      if (!selects(model_, rule->select, index)) continue;
      for (const Cover& cover : rule->covers) {
        if (cover.what.accepts(what) || what.accepts(cover.what)) return cover.hours.value;
      }
      if (rule->control.cover) return rule->control.cover->value;
    }
    return 0;
  }

  bool has_finished_stock(const Facility& facility) const {
    if (facility.control.finished_stock) return facility.control.finished_stock->value > 0;
    for (auto rule = model_.defaults.rbegin(); rule != model_.defaults.rend(); ++rule) {
      if (rule->control.finished_stock && selects(model_, rule->select, index_of(facility))) {
        return rule->control.finished_stock->value > 0;
      }
    }
    return false;
  }

  FacilityIx index_of(const Facility& facility) const {
    return {static_cast<std::uint32_t>(&facility - model_.facilities.data())};
  }

  // The first critical input that holds the facility up; invalid if none does. An input without any maker has been
  // reported as one without a lane.
  ProductIx waits_for(const Facility& facility) const {
    if (!facility.recipe.valid()) return {};
    const FacilityIx index = index_of(facility);
    const RegionIx region = facility.site.valid() ? model_.sites[facility.site.value].region : RegionIx{};
    for (const Input& input : model_.recipes[facility.recipe.value].inputs) {
      if (input.criticality != Criticality::kCritical || !input.what.product.valid()) continue;
      const auto& in = input.regions;
      if (!in.empty() && std::find(in.begin(), in.end(), region) == in.end()) continue;
      const std::uint32_t product = input.what.product.value;
      if (can_make_[product] || !has_maker_[product] || input.per.value == 0) continue;
      if (cover(facility, index, input.what) > 0) continue;
      return input.what.product;
    }
    return {};
  }

  std::vector<ProductIx> follow(const Facility& from) const {
    std::vector<ProductIx> path;
    const Facility* at = &from;
    while (at != nullptr) {
      const ProductIx made = at->makes.product;
      const auto seen = std::find(path.begin(), path.end(), made);
      if (seen != path.end()) {
        path.erase(path.begin(), seen);
        // From the product with the first id, so that the way in does not show.
        std::rotate(path.begin(), std::min_element(path.begin(), path.end()), path.end());
        return path;
      }
      path.push_back(made);
      const ProductIx next = waits_for(*at);
      const auto maker = std::find_if(model_.facilities.begin(), model_.facilities.end(),
                                      [&](const Facility& f) { return f.makes.product == next; });
      at = next.valid() && maker != model_.facilities.end() ? &*maker : nullptr;
    }
    return {};
  }

  const Model& model_;
  std::vector<bool> can_make_;
  std::vector<bool> has_maker_;
};

}  // namespace

void check_cycles(Reader& reader, const Model& model) {
  const Facility* stuck = nullptr;
  const std::vector<ProductIx> cycle = Cycles(model).run(stuck);
  if (cycle.empty()) return;
  std::string path;
  for (const ProductIx product : cycle) path += model.products[product.value].id + " -> ";
  path += model.products[cycle.front().value].id;
  reader.error(stuck->place, "nothing on this cycle of critical inputs can ever start: " + path,
               "give one of them 'cover' or 'finished_stock', or a maker outside the cycle");
}

}  // namespace fabshock::input
