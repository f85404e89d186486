// What a replication leaves behind, and as bytes: for the journal, and for messages between ranks.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results/measure_key.h"

namespace fabshock {

struct Replication {
  std::uint64_t seed = 0, events = 0, fingerprint = 0;
  std::string refused;              // why the draw has no baseline; empty: it was run
  std::vector<double> drawn;        // by axis of the arm
  std::vector<std::uint32_t> keys;  // of its measures, in the order of their names, by number (KeyTable) ...
  std::vector<double> values;       // ... and what was measured
  std::vector<double> series;       // by moment, then series of the arm's bands; NaN: not defined

  std::optional<double> value_of(std::uint32_t key) const;
};

// Of a replication's record: where its parts begin, in bytes.
struct RecordLayout {
  std::uint32_t refused = 0, drawn = 0, rows = 0, series = 0;  // how many of each
  std::size_t rows_at() const { return refused_at() + refused + drawn * sizeof(double); }
  std::size_t series_at() const { return rows_at() + rows * (sizeof(std::uint32_t) + sizeof(double)); }
  static std::size_t refused_at();
};

// Into `bytes`, whose room is used again.
void encode(const MeasureKey& key, std::string& bytes);
void encode(std::uint64_t task, const Replication& replication, std::string& bytes);

struct DecodedRecord {
  std::optional<MeasureKey> key;  // else it is a replication
  std::uint64_t task = 0;
  RecordLayout layout;
  Replication replication;
};
// The series may be left out at the end. Throws std::runtime_error where the bytes are no record.
void decode(std::string_view bytes, DecodedRecord& record);
RecordLayout decode_layout(std::string_view bytes);

}  // namespace fabshock
