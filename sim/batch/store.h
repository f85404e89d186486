// The results of a batch's replications on disk, by task: written in any order, read in any order.
#pragma once
#include <unordered_map>

#include "batch/journal.h"
#include "batch/record.h"

namespace fabshock {

// Numbers of another store's keys, or another rank's, in this one.
using KeyMap = std::vector<std::uint32_t>;

class Store {
 public:
  // Opens the journal, or makes it.
  explicit Store(const std::filesystem::path& journal);

  bool has(std::uint64_t task) const { return places_.contains(task); }
  bool refused(std::uint64_t task) const { return places_.at(task).layout.refused > 0; }
  std::uint64_t size() const { return places_.size(); }
  const KeyTable& keys() const { return keys_; }

  // A task comes once. Throws std::runtime_error where the disk does not take it; it is not there then.
  void put(std::uint64_t task, const Replication& replication);
  // A record of another store or rank, whose keys came before in the same way; `map` is of that one. The task that it
  // is of, if it is not a key.
  std::optional<std::uint64_t> put_record(std::string_view bytes, KeyMap& map);

  // All but the series. Rows carry the names of their keys.
  Replication get(std::uint64_t task) const;
  struct Rows {
    std::vector<std::uint32_t> keys;
    std::vector<double> values;
  };
  void rows(std::uint64_t task, Rows& rows) const;
  // Numbers from `from` of the series; those that the task does not have are NaN.
  void series(std::uint64_t task, std::size_t from, std::span<double> values) const;

 private:
  struct Kept {
    Journal::Place place;
    RecordLayout layout;
  };
  void know(Journal::Place place, std::string_view bytes);
  std::uint32_t id_of(const MeasureKey& key);
  void append(std::uint64_t task, const Replication& replication, const Rows& rows);

  KeyTable keys_;
  std::unordered_map<std::uint64_t, Kept> places_;
  Journal journal_;
};

}  // namespace fabshock
