#include "results/blocs.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/math.h"

namespace fabshock {
namespace {

using BlocKind = std::pair<std::string, std::string>;  // kind: of need; empty: all

const Need& need_of(const Network& net, std::uint32_t sink) {
  return net.model.needs[net.sinks[sink].need.value];
}

const std::string& bloc_of(const Network& net, const Need& need) {
  return name_of_bloc(net.model.regions[need.region.value]);
}

// Kinds that are counted in a unit of their own: all needs of the kind have it.
std::map<std::string, std::string> units_of_kinds(const Network& net) {
  std::map<std::string, std::string> units;
  for (const Need& need : net.model.needs) {
    const auto [at, fresh] = units.emplace(need.kind, need.unit);
    if (!fresh && at->second != need.unit) at->second.clear();
  }
  return units;
}

struct Served {
  double now = 0, undisturbed = 0;
};

// What was served in steps [from, to), by bloc and kind: of a kind with a unit in that, else at baseline prices.
std::map<BlocKind, Served> served_between(const Network& net, const RunRecord& undisturbed, const RunRecord& run,
                                          std::size_t from, std::size_t to) {
  const std::vector<double> worth = worth_of_sinks(net);
  const auto units = units_of_kinds(net);
  std::map<BlocKind, Served> sums;
  for (std::uint32_t i = 0; i < net.sinks.size(); ++i) {
    const std::uint32_t n = net.facilities + i;
    Quanta now = 0;
    Quanta before = 0;
    for (std::size_t t = from; t < to; ++t) {
      now += run.delivered[t][n];
      before += undisturbed.delivered[t][n];
    }
    const auto add = [&](const std::string& kind, double each) {
      Served& sum = sums[{bloc_of(net, need_of(net, i)), kind}];
      sum.now += static_cast<double>(now) * each;
      sum.undisturbed += static_cast<double>(before) * each;
    };
    const std::string& kind = need_of(net, i).kind;
    add("", worth[i]);
    add(kind, units.at(kind).empty() ? worth[i] : net.sinks[i].gives);
  }
  return sums;
}

// What is installed of each need that says what is at the start, by step.
struct Installed {
  std::uint32_t need = 0;
  std::vector<double> now, undisturbed;  // [unit] after each step
};

std::vector<double> installed_course(const Network& net, const RunRecord& run, std::uint32_t need) {
  const Need& of = net.model.needs[need];
  const double kept = det_exp(-static_cast<double>(net.step) / of.life.value);
  std::vector<double> course;
  course.reserve(run.delivered.size());
  double stock = of.installed->value;
  for (std::size_t t = 0; t < run.delivered.size(); ++t) {
    const std::span<const Quanta> step = run.delivered[t];
    stock *= kept;
    for (std::uint32_t i = 0; i < net.sinks.size(); ++i) {
      if (net.sinks[i].need.value != need) continue;
      stock += static_cast<double>(step[net.facilities + i]) * net.sinks[i].gives;
    }
    course.push_back(stock);
  }
  return course;
}

void add_courses(std::vector<double>& sum, const std::vector<double>& more) {
  sum.resize(std::max(sum.size(), more.size()), 0.0);
  for (std::size_t t = 0; t < more.size(); ++t) sum[t] += more[t];
}

// By how many steps the highest level so far was reached earlier undisturbed: the most, and the last; looked at as long
// as what is installed undisturbed grows; -1: it does not.
struct Delay {
  std::int64_t most = -1, last = -1;
};

Delay delay_of(const std::vector<double>& now, const std::vector<double>& undisturbed) {
  Delay delay;
  if (now.empty() || undisturbed.back() <= undisturbed.front()) return delay;
  std::vector<double> highest;  // so far, so that the first time of a level can be looked up
  double so_far = undisturbed.front();
  for (const double level : undisturbed) highest.push_back(so_far = std::max(so_far, level));
  constexpr double kAlike = 1e-9;
  double reached = now.front();
  double record = undisturbed.front();
  for (std::size_t t = 0; t < now.size(); ++t) {
    reached = std::max(reached, now[t]);
    if (undisturbed[t] < record) continue;  // there is no more to come, and so nothing to be late with
    record = undisturbed[t];
    const auto first = std::lower_bound(highest.begin(), highest.end(), reached * (1 - kAlike)) - highest.begin();
    delay.last = std::max<std::int64_t>(0, static_cast<std::int64_t>(t) - first);
    delay.most = std::max(delay.most, delay.last);
  }
  return delay;
}

void add_installed(const Network& net, const RunRecord& undisturbed, const RunRecord& run,
                   std::vector<MeasureRow>& rows) {
  const auto units = units_of_kinds(net);
  std::map<BlocKind, Installed> blocs;
  for (std::uint32_t k = 0; k < net.model.needs.size(); ++k) {
    const Need& need = net.model.needs[k];
    if (!need.installed || units.at(need.kind).empty()) continue;
    Installed& bloc = blocs[{bloc_of(net, need), need.kind}];
    add_courses(bloc.now, installed_course(net, run, k));
    add_courses(bloc.undisturbed, installed_course(net, undisturbed, k));
  }
  for (const auto& [who, course] : blocs) {
    if (course.now.empty()) continue;
    const std::string& unit = units.at(who.second);
    rows.push_back({"compute_installed", who.first, who.second, course.now.back(), unit});
    rows.push_back({"baseline_compute_installed", who.first, who.second, course.undisturbed.back(), unit});
    const Delay delay = delay_of(course.now, course.undisturbed);
    if (delay.most < 0) continue;
    const double months = static_cast<double>(net.step) * 12 / kTicksPerYear;
    rows.push_back({"innovation_delay", who.first, who.second, static_cast<double>(delay.most) * months, "mo"});
    rows.push_back({"innovation_delay_last", who.first, who.second, static_cast<double>(delay.last) * months, "mo"});
  }
}

void add_dependence(const Network& net, const std::vector<BlocLoss>& losses, std::vector<MeasureRow>& rows) {
  for (const BlocLoss& loss : losses) {
    for (std::size_t w = 0; w < kDependenceYears.size(); ++w) {
      if (std::isnan(loss.dependence[w])) continue;
      const std::string years = w == 0 ? "" : '_' + std::to_string(kDependenceYears[w]) + 'y';
      rows.push_back({"dependence" + years, loss.bloc, loss.kind, loss.dependence[w], "1"});
    }
  }
  for (const BlocLoss& a : losses) {
    for (const BlocLoss& b : losses) {
      const auto& rivals = net.model.rivals;
      const auto first = std::find(rivals.begin(), rivals.end(), a.bloc);
      if (a.kind != b.kind || std::isnan(a.dependence[0] - b.dependence[0]) || first == rivals.end()) continue;
      if (std::find(first + 1, rivals.end(), b.bloc) == rivals.end()) continue;
      rows.push_back({"asymmetry", a.bloc + '-' + b.bloc, a.kind, a.dependence[0] - b.dependence[0], "1"});
    }
  }
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

std::vector<BlocLoss> dependence(const Network& net, const RunRecord& undisturbed, const RunRecord& run) {
  std::map<BlocKind, BlocLoss> blocs;
  if (run.first_shock < 0) return {};
  const auto from = static_cast<std::size_t>(run.first_shock / net.step);
  const std::size_t end = std::min(run.delivered.size(), undisturbed.delivered.size());
  for (std::size_t w = 0; w < kDependenceYears.size(); ++w) {
    const auto steps = static_cast<std::size_t>(kDependenceYears[w] * kTicksPerYear / net.step);
    if (from + steps > end) continue;
    for (const auto& [who, served] : served_between(net, undisturbed, run, from, from + steps)) {
      if (served.undisturbed <= 0) continue;
      BlocLoss& loss = blocs[who];
      if (loss.bloc.empty()) loss.dependence.fill(std::numeric_limits<double>::quiet_NaN());
      loss.bloc = who.first;
      loss.kind = who.second;
      loss.dependence[w] = 1 - served.now / served.undisturbed;
    }
  }
  std::vector<BlocLoss> all;
  for (auto& [who, loss] : blocs) all.push_back(std::move(loss));
  return all;
}

std::vector<ValueAdded> value_added(const Network& net, const RunRecord& undisturbed, const RunRecord& run) {
  std::map<std::uint32_t, ValueAdded> regions;
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    const std::uint32_t region = net.region_of(n).value;
    const double before = value_added_by(net, undisturbed.final, n);
    ValueAdded& sum = regions[region];
    sum.region = region;
    sum.undisturbed += before;
    sum.lost += before - value_added_by(net, run.final, n);
  }
  std::vector<ValueAdded> all;
  for (const auto& [region, sum] : regions) all.push_back(sum);
  return all;
}

std::vector<MeasureRow> bloc_measures(const Network& net, const RunRecord& undisturbed, const RunRecord& run) {
  std::vector<MeasureRow> rows;
  if (run.first_shock >= 0) {
    const Duration from = Duration::ticks(run.first_shock);
    rows.push_back({std::string{kFirstShockDay}, "world", "", std::floor(from.in_days()), "d"});
  }
  add_dependence(net, dependence(net, undisturbed, run), rows);
  const auto units = units_of_kinds(net);
  const std::size_t steps = std::min(run.delivered.size(), undisturbed.delivered.size());
  for (const auto& [who, served] : served_between(net, undisturbed, run, 0, steps)) {
    if (who.second.empty() || units.at(who.second).empty()) continue;
    const std::string& unit = units.at(who.second);
    rows.push_back({"compute_delivered", who.first, who.second, served.now, unit});
    rows.push_back({"baseline_compute_delivered", who.first, who.second, served.undisturbed, unit});
  }
  add_installed(net, undisturbed, run, rows);
  for (const ValueAdded& sum : value_added(net, undisturbed, run)) {
    const std::string& region = net.model.regions[sum.region].id;
    rows.push_back({"value_added_lost", region, "", sum.lost, net.model.currency});
    rows.push_back({"baseline_value_added", region, "", sum.undisturbed, net.model.currency});
  }
  return rows;
}

}  // namespace fabshock
