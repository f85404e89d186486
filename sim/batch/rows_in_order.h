// The rows of all replications of an arm, column by column: as each replication has its rows in the order of their
// keys, each row is read once, however few columns are taken at a time.
#pragma once
#include "batch/blocks.h"
#include "batch/second_pass.h"

namespace fabshock {

// By number of a key, its place in the order of all keys.
std::vector<std::uint32_t> ranks_of(const KeyTable& keys);

class RowsInOrder {
 public:
  // All of which must outlive it.
  RowsInOrder(const Finished& batch, std::span<const std::uint32_t> ranks, std::uint32_t arm);

  // All keys that any replication of the arm reports, in order. Before the first block.
  std::vector<std::uint32_t> keys();
  // The columns of these keys, which stand in order and behind those of the last call. What a replication does not
  // report is 0 of an amount, and nothing (NaN) of a day or a price, or where it was refused.
  void fill(std::span<const std::uint32_t> keys, ColumnBlock& block);

 private:
  template <class Call>
  void each_replication(const Call& call);
  std::size_t read(std::uint64_t task, std::size_t from, std::size_t most);

  const Finished& b_;
  const std::span<const std::uint32_t> ranks_;
  const std::uint32_t arm_;
  std::vector<std::uint32_t> next_;  // by replication, its first row that was not taken
  std::vector<std::uint32_t> column_;
  std::vector<std::uint32_t> read_keys_;
  std::vector<double> read_values_;
};

}  // namespace fabshock
