// The processes of one job under mpirun: rank 0 gives out the tasks of a batch and keeps their results, the others do
// them. In a build without MPI, and outside mpirun, there is one.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "batch/schedule.h"

namespace fabshock {

class Worlds;

enum class RankSays : char {
  kPlan = 'P',    // what it is about to work at
  kRecord = 'D',  // a key or a replication (batch/record.h)
  kAsks = 'A',    // for a task
  kFailed = 'F',  // and leaves; the text says why
  kLeft = 'L'     // and leaves: it was interrupted
};

class Ranks {
 public:
  // Joins the job that this process was started in. Throws std::invalid_argument where that is a job of several
  // processes and this build has no MPI.
  Ranks();
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int size() const;
  int rank() const;

  // Rank 0:
  struct Message {
    int from = 0;
    RankSays what{};
    std::string text;
  };
  std::optional<Message> receive();                        // if there is one
  void answer(int rank, const std::optional<Task>& task);  // to one that asked; nothing: it is done

  // The others:
  void say(RankSays what, const std::string& text);
  std::optional<Task> ask();

 private:
  struct Job;
  std::unique_ptr<Job> job_;
};

// Rank 0, where there is nothing to do after all: waits until the others have left.
void dismiss(Ranks& ranks);

// What another rank than 0 does: tasks until there are no more. Throws what poll throws.
void work_for_root(Ranks& ranks, Worlds& worlds, const BatchPlan& plan, const std::function<void()>& poll);

}  // namespace fabshock
