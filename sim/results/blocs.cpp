#include "results/blocs.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/math.h"
#include "results/measure_key.h"

namespace fabshock {
namespace {

const std::string& bloc_of(const Network& net, const Need& need) {
  return name_of_bloc(net.model.regions[need.region.value]);
}

// Kinds that are counted in a unit of their own: all needs of the kind have it.
std::map<std::string_view, std::string_view> units_of_kinds(const Network& net) {
  std::map<std::string_view, std::string_view> units;
  for (const Need& need : net.model.needs) {
    const auto [at, fresh] = units.emplace(need.kind, need.unit);
    if (!fresh && at->second != need.unit) at->second = {};
  }
  return units;
}

// What a facility's output is worth beyond what went into it, at baseline prices [currency].
double value_added_by(const Network& net, const State& state, std::uint32_t n) {
  double value = static_cast<double>(state.nodes[n].good) * net.quantum_of(n) * net.price_of(n);
  for (std::uint32_t s = net.nodes[n].slot_begin; s < net.nodes[n].slot_end; ++s) {
    const SlotInfo& slot = net.slot_info[s];
    if (slot.tools > 0) continue;
    const Product& product = net.model.products[slot.product.value];
    double price = product.price.value;
    double flow = 0;
    double paid = 0;
    for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) {
      flow += static_cast<double>(net.lanes[l].flow0);
      paid += static_cast<double>(net.lanes[l].flow0) * net.price_of(net.lane_from[l]);
    }
    if (flow > 0) price = paid / flow;
    value -= static_cast<double>(state.slots[s].consumed) * product.quantum * price;
  }
  return value;
}

}  // namespace

std::string told_kind(const Model& model) {
  const auto found =
      std::find_if(model.needs.begin(), model.needs.end(), [](const Need& need) { return need.installed.has_value(); });
  return found == model.needs.end() ? std::string{} : found->kind;
}

BlocMeasures::BlocMeasures(const Network& net)
    : net_(net), worth_(worth_of_sinks(net)), sinks_(net.model.needs.size()) {
  const auto units = units_of_kinds(net);
  std::map<std::pair<std::string_view, std::string_view>, std::uint32_t> known;
  for (const SinkParams& sink : net.sinks) {
    const Need& need = net.model.needs[sink.need.value];
    known[{bloc_of(net, need), ""}];
    known[{bloc_of(net, need), need.kind}];
  }
  for (auto& [who, at] : known) {
    at = static_cast<std::uint32_t>(blocs_.size());
    blocs_.push_back({who.first, who.second, who.second.empty() ? "" : units.at(who.second)});
  }
  for (std::uint32_t i = 0; i < net.sinks.size(); ++i) {
    const Need& need = net.model.needs[net.sinks[i].need.value];
    const std::string_view bloc = bloc_of(net, need);
    of_sink_.push_back({known.at({bloc, ""}), known.at({bloc, need.kind})});
    sinks_[net.sinks[i].need.value].push_back(i);
  }
  for (std::uint32_t k = 0; k < net.model.needs.size(); ++k) {
    const Need& need = net.model.needs[k];
    const auto bloc = known.find({bloc_of(net, need), need.kind});
    if (!need.installed || bloc == known.end() || blocs_[bloc->second].unit.empty()) continue;
    blocs_[bloc->second].installed.push_back(k);
  }
  const auto& rivals = net.model.rivals;
  for (std::size_t a = 0; a < rivals.size(); ++a) {
    for (std::size_t b = a + 1; b < rivals.size(); ++b)
      rivals_.push_back({rivals[a], rivals[b], rivals[a] + '-' + rivals[b]});
  }
  find_makers();
}

void BlocMeasures::find_makers() {
  std::map<std::uint32_t, std::uint32_t> regions;
  std::map<std::string_view, std::uint32_t> countries;
  const Model& model = net_.model;
  for (std::uint32_t n = 0; n < net_.facilities; ++n) {
    regions[net_.region_of(n).value];
    countries[model.country_of(model.sites[net_.site_of(n).value])];
  }
  for (auto& [region, at] : regions) {
    at = static_cast<std::uint32_t>(regions_.size());
    regions_.push_back({region, model.regions[region].id});
  }
  std::uint32_t next = 0;
  for (auto& [country, at] : countries) at = next++;
  if (model.has_countries()) {
    for (const auto& [country, at] : countries) countries_.push_back({0, country});
  }
  for (std::uint32_t n = 0; n < net_.facilities; ++n) {
    of_maker_.push_back(
        {regions.at(net_.region_of(n).value), countries.at(model.country_of(model.sites[net_.site_of(n).value]))});
  }
}

// What was served in steps [from, to): of a kind with a unit in that, else at baseline prices.
void BlocMeasures::sum_served(const RunRecord& undisturbed, const RunRecord& run, std::size_t from, std::size_t to) {
  for (Needs& needs : blocs_) needs.served = needs.usual = 0;
  for (std::uint32_t i = 0; i < net_.sinks.size(); ++i) {
    const std::uint32_t n = net_.facilities + i;
    Quanta now = 0;
    Quanta before = 0;
    for (std::size_t t = from; t < to; ++t) {
      now += run.delivered[t][n];
      before += undisturbed.delivered[t][n];
    }
    for (const std::uint32_t bloc : of_sink_[i]) {
      Needs& needs = blocs_[bloc];
      const double each = needs.unit.empty() ? worth_[i] : net_.sinks[i].gives;
      needs.served += static_cast<double>(now) * each;
      needs.usual += static_cast<double>(before) * each;
    }
  }
}

const std::vector<BlocLoss>& BlocMeasures::dependence(const RunRecord& undisturbed, const RunRecord& run) {
  losses_.clear();
  if (run.first_shock < 0) return losses_;
  for (const Needs& needs : blocs_) {
    losses_.push_back({needs.bloc, needs.kind});
    losses_.back().dependence.fill(std::numeric_limits<double>::quiet_NaN());
  }
  const auto from = static_cast<std::size_t>(run.first_shock / net_.step);
  const std::size_t end = std::min(run.delivered.size(), undisturbed.delivered.size());
  for (std::size_t w = 0; w < kDependenceYears.size(); ++w) {
    const auto steps = static_cast<std::size_t>(kDependenceYears[w] * kTicksPerYear / net_.step);
    if (from + steps > end) continue;
    sum_served(undisturbed, run, from, from + steps);
    for (std::size_t b = 0; b < blocs_.size(); ++b) {
      if (blocs_[b].usual > 0) losses_[b].dependence[w] = 1 - blocs_[b].served / blocs_[b].usual;
    }
  }
  std::erase_if(losses_, [](const BlocLoss& loss) {
    return std::all_of(loss.dependence.begin(), loss.dependence.end(), [](double d) { return std::isnan(d); });
  });
  return losses_;
}

void BlocMeasures::add_dependence(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) {
  constexpr std::array<std::string_view, kDependenceYears.size()> kNames = {"dependence", "dependence_2y",
                                                                            "dependence_3y"};
  const std::vector<BlocLoss>& losses = dependence(undisturbed, run);
  for (const BlocLoss& loss : losses) {
    for (std::size_t w = 0; w < kDependenceYears.size(); ++w) {
      if (!std::isnan(loss.dependence[w])) rows.push_back({kNames[w], loss.bloc, loss.kind, loss.dependence[w], "1"});
    }
  }
  for (const BlocLoss& a : losses) {
    for (const BlocLoss& b : losses) {
      const double more = a.dependence[0] - b.dependence[0];
      if (a.kind != b.kind || std::isnan(more)) continue;
      const auto pair = std::find_if(rivals_.begin(), rivals_.end(), [&](const Rivals& rivals) {
        return rivals.bloc == a.bloc && rivals.other == b.bloc;
      });
      if (pair != rivals_.end()) rows.push_back({"asymmetry", pair->name, a.kind, more, "1"});
    }
  }
}

void BlocMeasures::sum_installed(const RunRecord& run, const std::vector<std::uint32_t>& needs,
                                 std::vector<double>& course) const {
  course.assign(run.delivered.size(), 0.0);
  for (const std::uint32_t need : needs) {
    const Need& of = net_.model.needs[need];
    const double kept = det_exp(-static_cast<double>(net_.step) / of.life.value);
    double stock = of.installed->value;
    for (std::size_t t = 0; t < run.delivered.size(); ++t) {
      const std::span<const Quanta> step = run.delivered[t];
      stock *= kept;
      for (const std::uint32_t i : sinks_[need]) {
        stock += static_cast<double>(step[net_.facilities + i]) * net_.sinks[i].gives;
      }
      course[t] += stock;
    }
  }
}

BlocMeasures::Delay BlocMeasures::delay_of(const std::vector<double>& now, const std::vector<double>& undisturbed) {
  Delay delay;
  if (undisturbed.back() <= undisturbed.front()) return delay;
  highest_.clear();  // so far, so that the first time of a level can be looked up
  double so_far = undisturbed.front();
  for (const double level : undisturbed) highest_.push_back(so_far = std::max(so_far, level));
  constexpr double kAlike = 1e-9;
  double reached = now.front();
  double record = undisturbed.front();
  for (std::size_t t = 0; t < now.size(); ++t) {
    reached = std::max(reached, now[t]);
    if (undisturbed[t] < record) continue;  // there is no more to come, and so nothing to be late with
    record = undisturbed[t];
    const auto first = std::lower_bound(highest_.begin(), highest_.end(), reached * (1 - kAlike)) - highest_.begin();
    delay.last = std::max<std::int64_t>(0, static_cast<std::int64_t>(t) - first);
    delay.most = std::max(delay.most, delay.last);
  }
  return delay;
}

void BlocMeasures::add_installed(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) {
  for (Needs& of : blocs_) {
    if (of.installed.empty() || run.delivered.size() == 0) continue;
    sum_installed(run, of.installed, of.now);
    sum_installed(undisturbed, of.installed, of.undisturbed);
    rows.push_back({"compute_installed", of.bloc, of.kind, of.now.back(), of.unit});
    rows.push_back({"baseline_compute_installed", of.bloc, of.kind, of.undisturbed.back(), of.unit});
    const Delay delay = delay_of(of.now, of.undisturbed);
    if (delay.most < 0) continue;
    const double months = static_cast<double>(net_.step) * 12 / kTicksPerYear;
    rows.push_back({"innovation_delay", of.bloc, of.kind, static_cast<double>(delay.most) * months, "mo"});
    rows.push_back({"innovation_delay_last", of.bloc, of.kind, static_cast<double>(delay.last) * months, "mo"});
  }
}

const std::vector<ValueAdded>& BlocMeasures::value_added(const RunRecord& undisturbed, const RunRecord& run) {
  for (auto* all : {&regions_, &countries_}) {
    for (ValueAdded& sum : *all) sum.undisturbed = sum.lost = 0;
  }
  for (std::uint32_t n = 0; n < net_.facilities; ++n) {
    const double before = value_added_by(net_, undisturbed.final, n);
    const double lost = before - value_added_by(net_, run.final, n);
    const auto add = [&](ValueAdded& sum) {
      sum.undisturbed += before;
      sum.lost += lost;
    };
    add(regions_[of_maker_[n][0]]);
    if (!countries_.empty()) add(countries_[of_maker_[n][1]]);
  }
  return regions_;
}

void BlocMeasures::add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) {
  if (run.first_shock >= 0) {
    rows.push_back({kFirstShockDay, "world", "", std::floor(Duration::ticks(run.first_shock).in_days()), "d"});
  }
  add_dependence(undisturbed, run, rows);
  sum_served(undisturbed, run, 0, std::min(run.delivered.size(), undisturbed.delivered.size()));
  for (const Needs& needs : blocs_) {
    if (needs.unit.empty()) continue;
    rows.push_back({"compute_delivered", needs.bloc, needs.kind, needs.served, needs.unit});
    rows.push_back({"baseline_compute_delivered", needs.bloc, needs.kind, needs.usual, needs.unit});
  }
  add_installed(undisturbed, run, rows);
  value_added(undisturbed, run);
  for (const ValueAdded& sum : regions_) {
    rows.push_back({"value_added_lost", sum.where, "", sum.lost, net_.model.currency});
    rows.push_back({"baseline_value_added", sum.where, "", sum.undisturbed, net_.model.currency});
  }
  for (const ValueAdded& sum : countries_) {
    rows.push_back({"value_added_lost_country", sum.where, "", sum.lost, net_.model.currency});
    rows.push_back({"baseline_value_added_country", sum.where, "", sum.undisturbed, net_.model.currency});
  }
}

}  // namespace fabshock
