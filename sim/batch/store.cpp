#include "batch/store.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace fabshock {

Store::Store(const BatchPlan& plan, const std::filesystem::path& journal, const std::function<void()>& poll)
    : plan_(plan),
      schedule_(plan),
      kept_(schedule_.mine_before(schedule_.end_of(schedule_.stages() - 1))),
      journal_(journal, [&, is_plan = true](Journal::Place place, std::string_view bytes) mutable {
        poll();
        if (!is_plan) know(place, bytes);
        is_plan = false;
      }) {}

void Store::know(Journal::Place place, std::string_view bytes) {
  decode(bytes, record_);
  const DecodedRecord& record = record_;
  if (record.key) {
    if (keys_.find(*record.key)) throw std::runtime_error("the journal names a measure twice");
    keys_.add(*record.key);
    return;
  }
  check(record, keys_.size());
  if (has(record.task)) throw std::runtime_error("the journal holds a replication twice");
  kept_[slot(record.task)] = {place, record.layout.refused, record.layout.rows};
  ++size_;
}

void Store::check(const DecodedRecord& record, std::size_t keys) const {
  const bool is_task = record.task < schedule_.end_of(schedule_.stages() - 1) && schedule_.is_mine(record.task);
  const auto is_right = [&] {
    const PlannedArm& arm = plan_.arms[schedule_.at(record.task).arm];
    const Bands& bands = plan_.bands[arm.bands];
    const std::size_t series = record.layout.refused > 0 ? 0 : bands.series.size() * bands.moments;
    return record.layout.drawn == plan_.sampled[arm.sampled].size() && record.layout.series == series &&
           std::all_of(record.replication.keys.begin(), record.replication.keys.end(),
                       [&](std::uint32_t key) { return key < keys; });
  };
  if (!is_task || !is_right()) throw std::runtime_error("a record that is not of this batch");
}

// On disk before it is in the table, so that the two agree whatever fails.
std::uint32_t Store::id_of(const MeasureKey& key) {
  if (const auto id = keys_.find(key)) return *id;
  encode(key, bytes_);
  journal_.append(bytes_);
  return keys_.add(key);
}

void Store::append(std::uint64_t task) {
  const Replication& replication = record_.replication;
  encode(task, replication, bytes_);
  kept_[slot(task)] = {journal_.append(bytes_), static_cast<std::uint32_t>(replication.refused.size()),
                       static_cast<std::uint32_t>(replication.keys.size())};
  ++size_;
}

void Store::put(std::uint64_t task, const Replication& replication, const KeyTable& keys, KeyMap& map) {
  while (map.size() < keys.size()) map.push_back(id_of(keys[static_cast<std::uint32_t>(map.size())]));
  record_.replication = replication;
  for (std::uint32_t& key : record_.replication.keys) key = map[key];
  append(task);
}

std::optional<std::uint64_t> Store::put_record(std::string_view bytes, KeyMap& map) {
  decode(bytes, record_);
  if (record_.key) {
    map.push_back(id_of(*record_.key));
    return std::nullopt;
  }
  check(record_, map.size());
  if (has(record_.task)) return record_.task;  // when a merge goes on
  for (std::uint32_t& key : record_.replication.keys) key = map[key];
  append(record_.task);
  return record_.task;
}

RecordLayout Store::layout_of(std::uint64_t task) const {
  const Kept& kept = kept_[slot(task)];
  RecordLayout layout;
  layout.refused = kept.refused;
  layout.drawn = static_cast<std::uint32_t>(plan_.sampled[plan_.arms[schedule_.at(task).arm].sampled].size());
  layout.rows = kept.rows;
  layout.series = static_cast<std::uint32_t>((kept.place.length - layout.series_at()) / sizeof(double));
  return layout;
}

const Replication& Store::get(std::uint64_t task) {
  bytes_.resize(layout_of(task).series_at());
  journal_.read(kept_[slot(task)].place, 0, std::as_writable_bytes(std::span{bytes_}));
  decode(bytes_, record_);
  return record_.replication;
}

void Store::rows(std::uint64_t task, std::size_t from, std::span<std::uint32_t> keys, std::span<double> values) const {
  const RecordLayout layout = layout_of(task);
  const Journal::Place& place = kept_[slot(task)].place;
  const std::size_t values_at = layout.rows_at() + layout.rows * sizeof(std::uint32_t);
  journal_.read(place, layout.rows_at() + from * sizeof(std::uint32_t), std::as_writable_bytes(keys));
  journal_.read(place, values_at + from * sizeof(double), std::as_writable_bytes(values));
}

void Store::series(std::uint64_t task, std::size_t from, std::span<double> values) const {
  const RecordLayout layout = layout_of(task);
  const std::size_t there = from < layout.series ? std::min<std::size_t>(values.size(), layout.series - from) : 0;
  std::fill(values.begin() + static_cast<std::ptrdiff_t>(there), values.end(),
            std::numeric_limits<double>::quiet_NaN());
  journal_.read(kept_[slot(task)].place, layout.series_at() + from * sizeof(double),
                std::as_writable_bytes(values.first(there)));
}

}  // namespace fabshock
