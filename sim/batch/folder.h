// Where a batch lives while it is unfinished: NAME.partial beside the folder NAME of its results.
//
//   NAME.partial/lock         held by the process that works at it
//   NAME.partial/journal      the plan, then a record for each replication that is done
//   NAME.partial/result/      what will be NAME: rows come as replications are done
//   NAME.partial/old/         what was NAME, for the moment in which one takes the other's place
//
// It stays if the process is interrupted, fails or is killed, and the next goes on with it. All but the journal is made
// anew from it, whenever that was.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "batch/lock.h"
#include "batch/plan.h"

namespace fabshock {

enum class Begin : std::uint8_t { kAnew, kResume };

class BatchFolder {
 public:
  // Throws std::invalid_argument where `target` holds something else than an earlier batch, where what is in its place
  // beside it is not ours, where another process is at work, where there is an unfinished batch and `begin` is kAnew,
  // and where that is another batch than the plan's.
  BatchFolder(const std::filesystem::path& target, const BatchPlan& plan, Begin begin);
  ~BatchFolder();  // removes what holds no replication
  BatchFolder(const BatchFolder&) = delete;
  BatchFolder& operator=(const BatchFolder&) = delete;

  std::filesystem::path journal() const { return partial_ / "journal"; }
  std::filesystem::path result() const { return partial_ / "result"; }
  const std::filesystem::path& partial() const { return partial_; }

  // The result takes its place: after a power cut there is it, or the journal. keep_journal: of a shard, which will be
  // merged; it goes to NAME/shard/.
  void commit(bool keep_journal);

 private:
  void take_up(const BatchPlan& plan);
  void remove();

  std::filesystem::path target_, partial_;
  std::optional<Lock> lock_;
  std::uintmax_t empty_ = 0;  // size of a journal that holds no replication
};

// As the constructor throws, before there is a plan, but for what is in it.
void check_place(const std::filesystem::path& target, const std::string& command, Begin begin);

// Where `target` is whole: removes what a process that was killed in commit() left beside it. Throws
// std::invalid_argument where another process is at work.
void remove_leftover(const std::filesystem::path& target);

// Of a shard's result.
std::filesystem::path shard_journal(const std::filesystem::path& result);
// The plan with which a journal begins. Throws std::runtime_error where it is damaged.
BatchPlan read_plan(const std::filesystem::path& journal);

}  // namespace fabshock
