// The rows of all replications of an arm, column by column: as each replication has its rows in the order of their
// keys, each row is read once, however few columns are taken at a time.
#pragma once
#include "batch/blocks.h"
#include "batch/second_pass.h"

namespace fabshock {

class RowsInOrder {
 public:
  RowsInOrder(const Finished& batch, std::uint32_t arm);  // which must outlive it

  // All keys that any replication of the arm reports, in order.
  const std::vector<std::uint32_t>& keys() const { return keys_; }
  // Those, and the other's.
  std::vector<std::uint32_t> keys_with(const RowsInOrder& other) const;
  // The columns of these keys, which stand in order and behind those of the last call. What a replication does not
  // report is 0, or nothing (NaN; results/measure_key.h); nothing where it was refused.
  void fill(std::span<const std::uint32_t> keys, ColumnBlock& block);

 private:
  void find_keys();
  template <class Call>
  void each_replication(const Call& call);
  std::size_t read(std::uint64_t task, std::size_t from, std::size_t most);

  const Finished& b_;
  const std::vector<std::uint32_t>& places_;  // of keys
  const std::uint32_t arm_;
  std::vector<std::uint32_t> keys_;
  std::vector<bool> has_shock_;      // by replication
  std::vector<std::uint32_t> next_;  // by replication, its first row that was not taken
  std::vector<std::uint32_t> column_;
  std::vector<std::uint32_t> read_keys_;
  std::vector<double> read_values_;
};

}  // namespace fabshock
