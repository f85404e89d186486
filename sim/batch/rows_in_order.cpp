#include "batch/rows_in_order.h"

#include <algorithm>
#include <iterator>

namespace fabshock {

RowsInOrder::RowsInOrder(const Finished& batch, std::uint32_t arm)
    : b_(batch),
      places_(batch.store.keys().places()),
      arm_(arm),
      has_shock_(batch.replications, false),
      next_(batch.replications, 0) {
  find_keys();
}

// For those that were run.
template <class Call>
void RowsInOrder::each_replication(const Call& call) {
  for (std::uint32_t r = 0; r < b_.replications; ++r) {
    const std::uint64_t task = b_.store.schedule().number_of(arm_, r);
    if (b_.store.refused(task)) continue;
    b_.poll();
    call(r, task);
  }
}

std::size_t RowsInOrder::read(std::uint64_t task, std::size_t from, std::size_t most) {
  const std::size_t n = std::min<std::size_t>(most, b_.store.rows_of(task) - from);
  read_keys_.resize(n);
  read_values_.resize(n);
  b_.store.rows(task, from, read_keys_, read_values_);
  return n;
}

void RowsInOrder::find_keys() {
  std::vector<bool> met(places_.size(), false);
  each_replication([&](std::uint32_t r, std::uint64_t task) {
    read(task, 0, b_.store.rows_of(task));
    for (const std::uint32_t key : read_keys_) {
      met[key] = true;
      if (b_.store.keys()[key].measure == kFirstShockDay) has_shock_[r] = true;
    }
  });
  for (std::uint32_t key = 0; key < met.size(); ++key) {
    if (met[key]) keys_.push_back(key);
  }
  std::sort(keys_.begin(), keys_.end(), [&](std::uint32_t x, std::uint32_t y) { return places_[x] < places_[y]; });
}

std::vector<std::uint32_t> RowsInOrder::keys_with(const RowsInOrder& other) const {
  std::vector<std::uint32_t> all;
  std::set_union(keys_.begin(), keys_.end(), other.keys_.begin(), other.keys_.end(), std::back_inserter(all),
                 [&](std::uint32_t x, std::uint32_t y) { return places_[x] < places_[y]; });
  return all;
}

void RowsInOrder::fill(std::span<const std::uint32_t> keys, ColumnBlock& block) {
  constexpr std::uint32_t kNone = UINT32_MAX;
  column_.assign(places_.size(), kNone);
  for (std::uint32_t c = 0; c < keys.size(); ++c) column_[keys[c]] = c;
  const std::uint32_t last = places_[keys.back()];
  block.clear(keys.size(), b_.replications);
  each_replication([&](std::uint32_t r, std::uint64_t task) {
    for (std::uint32_t c = 0; c < keys.size(); ++c) {
      if (is_none(b_.store.keys()[keys[c]].measure, has_shock_[r])) block.at(c, r) = 0.0;
    }
    while (const std::size_t n = read(task, next_[r], keys.size())) {
      for (std::size_t i = 0; i < n; ++i, ++next_[r]) {
        if (places_[read_keys_[i]] > last) return;
        if (const std::uint32_t c = column_[read_keys_[i]]; c != kNone) block.at(c, r) = read_values_[i];
      }
    }
  });
}

}  // namespace fabshock
