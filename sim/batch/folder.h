// Where a batch lives while it is unfinished: NAME.partial beside the folder NAME of its results.
//
//   NAME.partial/lock         held by the process that works at it
//   NAME.partial/batch.json   the plan
//   NAME.partial/journal      a record for each replication that is done
//   NAME.partial/result/      what will be NAME: rows come as replications are done
//
// It stays if the process is interrupted, fails or is killed, and the next goes on with it. All but lock, plan and
// journal is made anew from these. Only where an earlier result is being removed to make room must a kill be mended by
// hand: what is left of it is no result any more, and is not replaced.
#pragma once
#include <filesystem>
#include <string>

#include "batch/plan.h"

namespace fabshock {

enum class Begin : std::uint8_t { kAnew, kResume };

class BatchFolder {
 public:
  // Throws std::invalid_argument where `target` holds something else than an earlier batch, where another process is at
  // work, where there is an unfinished batch and `begin` is kAnew, and where that is another batch than the plan's.
  BatchFolder(std::filesystem::path target, const BatchPlan& plan, Begin begin);
  ~BatchFolder();  // removes what holds no replication
  BatchFolder(const BatchFolder&) = delete;
  BatchFolder& operator=(const BatchFolder&) = delete;

  std::filesystem::path journal() const { return partial_ / "journal"; }
  std::filesystem::path result() const { return partial_ / "result"; }
  const std::filesystem::path& partial() const { return partial_; }

  // The result takes its place. keep_journal: of a shard, which will be merged; it goes to NAME/shard/.
  void commit(bool keep_journal);

 private:
  void lock();

  std::filesystem::path target_, partial_;
  int lock_ = -1;
};

// Of a shard's result.
std::filesystem::path shard_journal(const std::filesystem::path& result);
std::filesystem::path shard_plan(const std::filesystem::path& result);

}  // namespace fabshock
