#include "network/share_out.h"

#include <algorithm>
#include <boost/pending/disjoint_sets.hpp>
#include <cmath>
#include <map>

namespace fabshock {
namespace {

constexpr double kFitted = 1e-12;  // of rows
constexpr int kMostFits = 400;

}  // namespace

double most_of(std::span<const SharingMaker> makers, std::span<const std::uint32_t> which) {
  double most = 0;
  for (const std::uint32_t i : which) {
    const SharingMaker& m = makers[i];
    most += m.fixed ? *m.fixed : m.usual > 0 ? m.most : 0;
  }
  return most;
}

void set_targets(std::span<SharingMaker> makers, std::span<const std::uint32_t> which, double asked) {
  double left = asked;
  std::vector<std::uint32_t> open;
  for (const std::uint32_t i : which) {
    SharingMaker& m = makers[i];
    m.target = 0;
    if (m.fixed) {
      m.target = std::min(*m.fixed, left);
      left -= m.target;
    } else if (m.usual > 0) {
      open.push_back(i);
    }
  }
  double most = 0;
  for (const std::uint32_t i : open) most += makers[i].most;
  if (most < left) {
    for (const std::uint32_t i : open) makers[i].target = makers[i].most * (left / most);
    return;
  }
  // Who is full leaves the rest to the others; by how soon that is, each is settled once.
  std::sort(open.begin(), open.end(), [&](std::uint32_t a, std::uint32_t b) {
    return makers[a].most / makers[a].usual < makers[b].most / makers[b].usual;
  });
  double usual = 0;
  for (const std::uint32_t i : open) usual += makers[i].usual;
  for (const std::uint32_t i : open) {
    SharingMaker& m = makers[i];
    m.target = std::min(m.most, left * (m.usual / usual));
    left -= m.target;
    usual -= m.usual;
  }
}

void fit_flows(std::span<const SharingMaker> makers, std::span<const double> taken, std::span<SharedFlow> flows) {
  std::vector<double> rows(makers.size());
  std::vector<double> columns(taken.size());
  const auto scale_columns = [&] {
    std::fill(columns.begin(), columns.end(), 0.0);
    for (const SharedFlow& f : flows) columns[f.slot] += f.flow;
    for (SharedFlow& f : flows) f.flow *= columns[f.slot] > 0 ? taken[f.slot] / columns[f.slot] : 0;
  };
  for (SharedFlow& f : flows) f.flow = f.prior * taken[f.slot];
  scale_columns();
  for (int pass = 0; pass < kMostFits; ++pass) {
    std::fill(rows.begin(), rows.end(), 0.0);
    for (const SharedFlow& f : flows) rows[f.maker] += f.flow;
    double worst = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] > 0 && makers[i].target > 0) worst = std::max(worst, std::fabs(makers[i].target / rows[i] - 1));
    }
    if (worst < kFitted) return;
    for (SharedFlow& f : flows) {
      if (rows[f.maker] > 0) f.flow *= makers[f.maker].target / rows[f.maker];
    }
    scale_columns();
  }
}

Parts parts_of(std::span<const SharingMaker> makers, std::span<const double> taken, std::span<const SharedFlow> flows) {
  const std::size_t all = makers.size() + taken.size();
  std::vector<std::size_t> rank(all);
  std::vector<std::size_t> parent(all);
  boost::disjoint_sets<std::size_t*, std::size_t*> sets(rank.data(), parent.data());
  for (std::size_t i = 0; i < all; ++i) sets.make_set(i);
  std::vector<bool> joined(all, false);
  for (const SharedFlow& f : flows) {
    if (f.prior <= 0 || taken[f.slot] <= 0 || makers[f.maker].passes) continue;
    sets.union_set(std::size_t{f.maker}, makers.size() + f.slot);
    joined[f.maker] = joined[makers.size() + f.slot] = true;
  }
  Parts parts;
  std::map<std::size_t, std::uint32_t> number;
  const auto part = [&](std::size_t i) {
    return joined[i] ? number.try_emplace(sets.find_set(i), static_cast<std::uint32_t>(number.size())).first->second
                     : kNoPart;
  };
  for (std::size_t i = 0; i < makers.size(); ++i) parts.of_maker.push_back(part(i));
  for (std::size_t i = makers.size(); i < all; ++i) parts.of_slot.push_back(part(i));
  parts.count = static_cast<std::uint32_t>(number.size());
  return parts;
}

}  // namespace fabshock
