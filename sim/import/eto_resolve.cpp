#include "import/eto_resolve.h"

#include <algorithm>
#include <utility>

namespace fabshock::eto {
namespace {

constexpr double kLargestSize = 1e300;  // far from infinite, however often kinds of kinds are counted

class Resolving {
 public:
  Resolving(const Tables& tables, const std::vector<const Makers*>& makers, const std::vector<double>& sizes,
            Allowance& allowance)
      : tables_(tables),
        makers_(makers),
        sizes_(sizes),
        allowance_(allowance),
        resolved_(tables.inputs.size()),
        places_(tables.inputs.size(), kNone) {}

  std::vector<Resolved> run(const std::vector<std::size_t>& order) {
    for (const std::size_t i : order) {
      resolved_[i] = of(i);
      for (const Part& part : resolved_[i].parts) places_[part.input] = kNone;
      if (allowance_.is_spent()) break;
    }
    return std::move(resolved_);
  }

 private:
  Resolved of(std::size_t i) {
    Resolved result;
    std::vector<std::size_t> kinds;
    bool all_stated = true;
    for (const std::size_t l : tables_.inputs[i].into) {
      const Link& link = tables_.links[l];
      if (!link.kind || resolved_[link.from].parts.empty()) continue;
      kinds.push_back(link.from);
      all_stated = all_stated && resolved_[link.from].stated;
    }
    const Makers* own = makers_[i];
    if (!kinds.empty() && (all_stated || own == nullptr || !own->stated)) {
      result.role = Role::kKinds;
      result.stated = all_stated;
      const SharesOf shares = shares_of(kinds, sizes_);
      result.equal_kinds = shares.equal;
      for (std::size_t k = 0; k < kinds.size(); ++k) {
        for (const Part& part : parts_of(kinds[k], i)) part_of(result, part.input).share += part.share * shares.list[k];
      }
    } else if (own != nullptr) {
      part_of(result, i).share = 1;
      result.stated = own->stated;
    } else {
      result.role = Role::kThrough;
      for (const std::size_t l : tables_.inputs[i].into) {
        if (tables_.links[l].kind) continue;
        for (const Part& part : parts_of(tables_.links[l].from, i)) {
          Part& known = part_of(result, part.input);
          known.share = std::max(known.share, part.share);
        }
      }
    }
    return result;
  }

  const std::vector<Part>& parts_of(std::size_t from, std::size_t user) {
    const std::vector<Part>& parts = resolved_[from].parts;
    return allowance_.spend(parts.size(), tables_.inputs[user].row.place) ? parts : none_;
  }

  Part& part_of(Resolved& result, std::size_t input) {
    if (places_[input] == kNone) {
      places_[input] = result.parts.size();
      result.parts.push_back({input, 0});
    }
    return result.parts[places_[input]];
  }

  const Tables& tables_;
  const std::vector<const Makers*>& makers_;
  const std::vector<double>& sizes_;
  Allowance& allowance_;
  std::vector<Resolved> resolved_;
  std::vector<std::size_t> places_;  // by input: in the list that is being made; kNone: not in it
  const std::vector<Part> none_;
};

}  // namespace

std::vector<double> sizes_of(const Tables& tables, const std::vector<std::size_t>& order) {
  std::vector<double> sizes(tables.inputs.size(), 0);
  for (const std::size_t i : order) {
    sizes[i] = tables.inputs[i].size;
    if (sizes[i] > 0) continue;
    bool known = true;
    for (const std::size_t l : tables.inputs[i].into) {
      if (!tables.links[l].kind) continue;
      const double size = sizes[tables.links[l].from];
      known = known && size > 0;
      sizes[i] = std::min(sizes[i] + size, kLargestSize);
    }
    if (!known) sizes[i] = 0;
  }
  return sizes;
}

SharesOf shares_of(const std::vector<std::size_t>& inputs, const std::vector<double>& sizes) {
  SharesOf shares;
  double sum = 0;
  bool known = true;
  for (const std::size_t i : inputs) {
    shares.list.push_back(sizes[i]);
    sum += sizes[i];
    known = known && sizes[i] > 0;
  }
  if (!known && inputs.size() > 1) shares.equal = inputs.size();
  for (double& share : shares.list) share = known ? share / sum : 1 / static_cast<double>(inputs.size());
  return shares;
}

bool Allowance::spend(std::size_t count, Place place) {
  if (is_spent_) return false;
  if (count > left_) {
    is_spent_ = true;
    diagnostics_.error(place, "too many makers, and kinds and inputs that stand for others: more than 5 million in all",
                       "nothing nearly as large has been tried; leave out rows of sequence.csv or provision.csv");
    return false;
  }
  left_ -= count;
  return true;
}

std::vector<Resolved> resolve(const Tables& tables, const std::vector<const Makers*>& makers,
                              const std::vector<double>& sizes, const std::vector<std::size_t>& order,
                              Allowance& allowance) {
  return Resolving(tables, makers, sizes, allowance).run(order);
}

}  // namespace fabshock::eto
