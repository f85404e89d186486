// What a replication leaves behind, and as bytes: for the journal, and for messages between ranks.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results/measure_key.h"
#include "results/measures.h"

namespace fabshock {

struct Replication {
  std::uint64_t seed = 0, events = 0, fingerprint = 0;
  std::string refused;           // why the draw has no baseline; empty: it was run
  std::vector<double> drawn;     // by axis of the arm
  std::vector<MeasureRow> rows;  // in the order of their keys
  std::vector<double> series;    // by moment, then series of the arm's bands; NaN: not defined
};

// Keys by number, in the order in which they were first met.
class KeyTable {
 public:
  std::optional<std::uint32_t> find(const MeasureKey& key) const;
  std::uint32_t add(const MeasureKey& key);  // that is not there
  const MeasureKey& operator[](std::uint32_t id) const { return *keys_[id]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }

 private:
  std::map<MeasureKey, std::uint32_t> ids_;
  std::vector<const MeasureKey*> keys_;  // of the map, whose entries stay where they are
};

// Of a replication's record: where its parts begin, in bytes.
struct RecordLayout {
  std::uint32_t refused = 0, drawn = 0, rows = 0, series = 0;  // how many of each
  std::size_t rows_at() const { return refused_at() + refused + drawn * sizeof(double); }
  std::size_t series_at() const { return rows_at() + rows * (sizeof(std::uint32_t) + sizeof(double)); }
  static std::size_t refused_at();
};

std::string encode_key(const MeasureKey& key);
// keys, values: of the rows, by the number of each row's key; the rows of `replication` are not looked at.
std::string encode_replication(std::uint64_t task, const Replication& replication, std::span<const std::uint32_t> keys,
                               std::span<const double> values);

struct DecodedRecord {
  std::optional<MeasureKey> key;  // else it is a replication
  std::uint64_t task = 0;
  RecordLayout layout;
  Replication replication;          // without rows
  std::vector<std::uint32_t> keys;  // by row
  std::vector<double> values;
};
// The series may be left out at the end. Throws std::runtime_error where the bytes are no record.
DecodedRecord decode(std::string_view bytes);
RecordLayout decode_layout(std::string_view bytes);

}  // namespace fabshock
