// Takes the results of a batch's tasks as they come, in any order: keeps them on disk, writes rows in the order of
// tasks, decides after each look whether to go on, and gives out what is to do. One thread at a time.
#pragma once
#include <map>

#include "batch/batch.h"
#include "batch/write_batch.h"

namespace fabshock {

class Collector {
 public:
  // poll: called now and then while it reads and writes much; may throw to stop.
  Collector(const BatchPlan& plan, const BatchFolder& folder, const std::function<void()>& poll);

  enum class State : std::uint8_t { kTask, kWait, kDone };  // kWait: until others have handed in what they are at
  State next(Task& task);
  // keys, map: see Store::put.
  void put(const Task& task, const Replication& replication, const KeyTable& keys, KeyMap& map);
  // A record of a shard or of another rank (batch/store.h). Whether it was a replication.
  bool put_record(std::string_view bytes, KeyMap& keys);

  BatchProgress progress() const;
  // All tasks are done: the files that say it of all together.
  BatchOutcome finish();

 private:
  void advance();
  bool narrow() const;
  void take(const Task& task, const Replication& replication);
  void end_stage();
  void meet_keys();
  std::vector<package::Table> write_second_pass(const Finished& batch, BatchOutcome& outcome) const;
  void choose(const Replication& replication);
  void add(Moments& moments, const Replication& replication, std::string_view measure,
           std::optional<std::uint32_t> key) const;

  const BatchPlan& plan_;
  const std::filesystem::path folder_;
  const std::function<void()>& poll_;
  Store store_;
  const Schedule& schedule_;
  BatchFiles files_;
  std::size_t stage_ = 0;
  bool decided_ = false;     // there will be no other stage
  std::uint64_t given_ = 0;  // all tasks before it were given out, done, or are another shard's
  std::uint64_t turn_ = 0;   // the next to be written
  std::uint64_t written_ = 0;
  std::vector<Refused> refused_;
  std::vector<bool> ran_;                     // by arm: has a draw of it a baseline?
  std::vector<Moments> looked_at_;            // by arm, of the measure that decides
  std::uint32_t known_ = 0;                   // keys that it has looked at
  std::optional<std::uint32_t> decides_;      // the key of that, if any replication has reported it
  std::optional<std::uint32_t> first_shock_;  // the key of `first_shock_day`, likewise
  std::optional<std::uint32_t> followed_;     // the measure that progress tells of
  std::uint32_t followed_arm_ = 0;
  Moments estimate_;
  Headline headline_;
  std::chrono::steady_clock::time_point flushed_;
};

}  // namespace fabshock
