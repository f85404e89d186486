// The results of a batch's replications on disk, by task: written in any order, read in any order.
#pragma once
#include "batch/journal.h"
#include "batch/key_table.h"
#include "batch/record.h"
#include "batch/schedule.h"

namespace fabshock {

class Store {
 public:
  // Opens the journal, which is of this plan. poll: called at each record; may throw to stop. Throws std::runtime_error
  // where the journal holds what is not of this batch. The plan must outlive it.
  Store(const BatchPlan& plan, const std::filesystem::path& journal, const std::function<void()>& poll);

  bool has(std::uint64_t task) const { return kept_[slot(task)].place.length > 0; }
  bool refused(std::uint64_t task) const { return kept_[slot(task)].refused > 0; }
  std::uint32_t rows_of(std::uint64_t task) const { return kept_[slot(task)].rows; }
  std::uint64_t size() const { return size_; }
  const KeyTable& keys() const { return keys_; }
  const Schedule& schedule() const { return schedule_; }
  std::uint64_t dropped() const { return journal_.dropped(); }  // bytes (batch/journal.h)

  // A task comes once. keys: those that the replication's are numbers of; `map` leads from there to here, and grows.
  // Throws std::runtime_error where the disk does not take it; it is not there then.
  void put(std::uint64_t task, const Replication& replication, const KeyTable& keys, KeyMap& map);
  // A record of another store or rank, whose keys came before in the same way; `map` is of that one. The task that it
  // is of, if it is not a key.
  std::optional<std::uint64_t> put_record(std::string_view bytes, KeyMap& map);

  // All but the series, until the next call.
  const Replication& get(std::uint64_t task);
  // Those from `from` to the end of what `rows` has room for.
  void rows(std::uint64_t task, std::size_t from, std::span<std::uint32_t> keys, std::span<double> values) const;
  // Numbers from `from` of the series; those that the task does not have are NaN.
  void series(std::uint64_t task, std::size_t from, std::span<double> values) const;

 private:
  struct Kept {
    Journal::Place place;  // length 0: not there
    std::uint32_t refused = 0, rows = 0;
  };
  std::size_t slot(std::uint64_t task) const { return schedule_.mine_before(task); }
  RecordLayout layout_of(std::uint64_t task) const;
  void know(Journal::Place place, std::string_view bytes);
  void check(const DecodedRecord& record, std::size_t keys) const;
  std::uint32_t id_of(const MeasureKey& key);
  void append(std::uint64_t task);  // record_

  const BatchPlan& plan_;
  const Schedule schedule_;
  KeyTable keys_;
  std::vector<Kept> kept_;  // by task of this shard
  std::uint64_t size_ = 0;
  std::string bytes_;     // room for a record ...
  DecodedRecord record_;  // ... and for what it says
  Journal journal_;
};

}  // namespace fabshock
