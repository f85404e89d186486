#include "batch/key_table.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string_view>

namespace fabshock {
namespace {

std::size_t hash_of(std::string_view measure, std::string_view entity, std::string_view product) {
  const std::hash<std::string_view> hash;
  return (hash(measure) * 31 + hash(entity)) * 31 + hash(product);
}

}  // namespace

std::size_t KeyTable::Hash::operator()(const MeasureKey& key) const {
  return hash_of(key.measure, key.entity, key.product);
}

std::size_t KeyTable::Hash::operator()(const MeasureRow& row) const {
  return hash_of(row.measure, row.entity, row.product);
}

std::optional<std::uint32_t> KeyTable::find(const MeasureKey& key) const {
  const auto found = ids_.find(key);
  return found == ids_.end() ? std::nullopt : std::optional{found->second};
}

std::uint32_t KeyTable::add(const MeasureKey& key) {
  const std::uint32_t id = size();
  keys_.push_back(&ids_.emplace(key, id).first->first);
  return id;
}

std::uint32_t KeyTable::number_of(const MeasureRow& row) {
  if (const auto found = ids_.find(row); found != ids_.end()) return found->second;
  return add({std::string(row.measure), std::string(row.entity), std::string(row.product), std::string(row.unit)});
}

const std::vector<std::uint32_t>& KeyTable::places() const {
  if (places_.size() == keys_.size()) return places_;
  std::vector<std::uint32_t> sorted(size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) { return *keys_[a] < *keys_[b]; });
  places_.resize(size());
  for (std::uint32_t place = 0; place < size(); ++place) places_[sorted[place]] = place;
  return places_;
}

}  // namespace fabshock
