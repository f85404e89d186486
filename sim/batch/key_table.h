// The keys of a batch's measures by number, in the order in which they were first met. Every thread, rank and store has
// its own; a KeyMap leads from the numbers of one to those of another.
#pragma once
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "results/measure_key.h"
#include "results/measures.h"

namespace fabshock {

using KeyMap = std::vector<std::uint32_t>;

class KeyTable {
 public:
  std::optional<std::uint32_t> find(const MeasureKey& key) const;
  std::uint32_t add(const MeasureKey& key);        // that is not there
  std::uint32_t number_of(const MeasureRow& row);  // added if it is not there
  const MeasureKey& operator[](std::uint32_t id) const { return *keys_[id]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }
  // The place of each key in the order of all names.
  const std::vector<std::uint32_t>& places() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const MeasureKey& key) const;
    std::size_t operator()(const MeasureRow& row) const;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const MeasureKey& a, const MeasureKey& b) const { return a == b; }
    bool operator()(const MeasureRow& row, const MeasureKey& key) const { return operator()(key, row); }
    bool operator()(const MeasureKey& key, const MeasureRow& row) const {
      return key.measure == row.measure && key.entity == row.entity && key.product == row.product &&
             key.unit == row.unit;
    }
  };
  std::unordered_map<MeasureKey, std::uint32_t, Hash, Equal> ids_;
  std::vector<const MeasureKey*> keys_;  // of the map, whose entries stay where they are
  mutable std::vector<std::uint32_t> places_;
};

}  // namespace fabshock
