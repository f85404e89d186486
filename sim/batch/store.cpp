#include "batch/store.h"

#include <algorithm>
#include <limits>

namespace fabshock {

Store::Store(const std::filesystem::path& journal)
    : journal_(journal, [this](Journal::Place place, std::string_view bytes) { know(place, bytes); }) {}

void Store::know(Journal::Place place, std::string_view bytes) {
  const DecodedRecord record = decode(bytes);
  if (record.key) {
    keys_.add(*record.key);
  } else {
    places_.emplace(record.task, Kept{place, record.layout});
  }
}

// On disk before it is in the table, so that the two agree whatever fails.
std::uint32_t Store::id_of(const MeasureKey& key) {
  if (const auto id = keys_.find(key)) return *id;
  journal_.append(encode_key(key));
  return keys_.add(key);
}

void Store::append(std::uint64_t task, const Replication& replication, const Rows& rows) {
  const std::string bytes = encode_replication(task, replication, rows.keys, rows.values);
  places_.emplace(task, Kept{journal_.append(bytes), decode_layout(bytes)});
}

void Store::put(std::uint64_t task, const Replication& replication) {
  Rows rows;
  for (const MeasureRow& row : replication.rows) {
    rows.keys.push_back(id_of({row.measure, row.entity, row.product, row.unit}));
    rows.values.push_back(row.value);
  }
  append(task, replication, rows);
}

std::optional<std::uint64_t> Store::put_record(std::string_view bytes, KeyMap& map) {
  DecodedRecord record = decode(bytes);
  if (record.key) {
    map.push_back(id_of(*record.key));
    return std::nullopt;
  }
  if (has(record.task)) return record.task;  // when a merge goes on
  for (std::uint32_t& key : record.keys) key = map.at(key);
  append(record.task, record.replication, {std::move(record.keys), std::move(record.values)});
  return record.task;
}

Replication Store::get(std::uint64_t task) const {
  const Kept& kept = places_.at(task);
  std::string bytes(kept.layout.series_at(), '\0');
  journal_.read(kept.place, 0, std::as_writable_bytes(std::span{bytes}));
  DecodedRecord record = decode(bytes);
  Replication replication = std::move(record.replication);
  for (std::size_t i = 0; i < record.keys.size(); ++i) {
    const MeasureKey& key = keys_[record.keys[i]];
    replication.rows.push_back({key.measure, key.entity, key.product, record.values[i], key.unit});
  }
  return replication;
}

void Store::rows(std::uint64_t task, Rows& rows) const {
  const auto& [place, layout] = places_.at(task);
  rows.keys.resize(layout.rows);
  rows.values.resize(layout.rows);
  journal_.read(place, layout.rows_at(), std::as_writable_bytes(std::span{rows.keys}));
  journal_.read(place, layout.rows_at() + layout.rows * sizeof(std::uint32_t),
                std::as_writable_bytes(std::span{rows.values}));
}

void Store::series(std::uint64_t task, std::size_t from, std::span<double> values) const {
  const auto& [place, layout] = places_.at(task);
  const std::size_t there = from < layout.series ? std::min<std::size_t>(values.size(), layout.series - from) : 0;
  std::fill(values.begin() + static_cast<std::ptrdiff_t>(there), values.end(),
            std::numeric_limits<double>::quiet_NaN());
  journal_.read(place, layout.series_at() + from * sizeof(double), std::as_writable_bytes(values.first(there)));
}

}  // namespace fabshock
