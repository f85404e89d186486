#include "batch/batch.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "batch/collector.h"
#include "batch/ranks.h"
#include "batch/replicate.h"

namespace fabshock {
namespace {

struct Stopped {};  // because another thread failed, or was told to

class Pool {
 public:
  Pool(Worlds& worlds, const BatchPlan& plan, Collector& collector, const BatchOptions& options)
      : worlds_(worlds), plan_(plan), collector_(collector), options_(options) {}

  void run(Ranks* ranks) {
    const BatchProgress now = collector_.progress();
    const std::uint64_t wanted = std::min<std::uint64_t>(options_.threads, now.all - now.done);
    std::vector<std::thread> workers;
    try {
      for (std::uint64_t i = 0; i < wanted; ++i) workers.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      if (workers.empty()) fail(std::current_exception());
    }
    if (ranks != nullptr) serve(*ranks);
    for (std::thread& worker : workers) worker.join();
    if (failed_) std::rethrow_exception(failed_);
  }

 private:
  void work() {
    try {
      Replicator replicator(worlds_, plan_);
      KeyMap map;
      const auto poll = [this] {
        options_.poll();
        if (stopped_) throw Stopped{};
      };
      while (const auto task = next()) {
        const Replication& result = replicator.run(*task, poll);
        const std::lock_guard lock(mutex_);
        if (stopped_) return;
        collector_.put(*task, result, replicator.keys(), map);
        changed_.notify_all();
        options_.progress(collector_.progress());
      }
    } catch (const Stopped&) {
    } catch (...) {
      fail(std::current_exception());
    }
  }

  void fail(std::exception_ptr why) {
    const std::lock_guard lock(mutex_);
    if (!failed_) failed_ = std::move(why);
    stopped_ = true;
    changed_.notify_all();
  }

  // Until all other ranks have left, which they do when there is nothing left to do, or this one fails.
  void serve(Ranks& ranks) {
    std::vector<KeyMap> keys(static_cast<std::size_t>(ranks.size()));
    std::vector<int> asking;
    int there = ranks.size() - 1;
    while (there > 0) {
      try {
        options_.poll();
      } catch (...) {
        fail(std::current_exception());
      }
      const auto message = ranks.receive();
      if (!message) {
        constexpr auto kNap = std::chrono::microseconds(500);
        std::this_thread::sleep_for(kNap);
      } else if (message->what == RankSays::kAsks) {
        asking.push_back(message->from);
      } else if (message->what == RankSays::kFailed || message->what == RankSays::kLeft) {
        --there;
        const std::string who = "rank " + std::to_string(message->from);
        const bool failed = message->what == RankSays::kFailed;
        fail(std::make_exception_ptr(
            std::runtime_error(failed ? who + ": " + message->text : who + " was interrupted")));
      } else {
        hear(*message, keys[static_cast<std::size_t>(message->from)]);
      }
      const std::lock_guard lock(mutex_);
      std::erase_if(asking, [&](int rank) {
        Task task;
        const auto state = stopped_ ? Collector::State::kDone : collector_.next(task);
        if (state == Collector::State::kWait) return false;
        if (state == Collector::State::kDone) --there;
        ranks.answer(rank, state == Collector::State::kTask ? std::optional{task} : std::nullopt);
        return true;
      });
    }
  }

  void hear(const Ranks::Message& message, KeyMap& keys) {
    try {
      const std::lock_guard lock(mutex_);
      if (message.what == RankSays::kPlan) {
        if (const auto other = difference(plan_, plan_of_text(message.text))) {
          throw std::runtime_error("rank " + std::to_string(message.from) + " works at something else: " + *other);
        }
      } else if (!stopped_ && collector_.put_record(message.text, keys)) {
        changed_.notify_all();
        options_.progress(collector_.progress());
      }
    } catch (...) {
      fail(std::current_exception());
    }
  }

  std::optional<Task> next() {
    std::unique_lock lock(mutex_);
    Task task;
    for (;;) {
      if (stopped_) return std::nullopt;
      switch (collector_.next(task)) {
        case Collector::State::kTask:
          return task;
        case Collector::State::kDone:
          return std::nullopt;
        case Collector::State::kWait:
          changed_.wait(lock);
      }
    }
  }

  Worlds& worlds_;
  const BatchPlan& plan_;
  Collector& collector_;
  const BatchOptions& options_;
  std::mutex mutex_;
  std::condition_variable changed_;  // a result was handed in
  std::atomic<bool> stopped_{false};
  std::exception_ptr failed_;
};

}  // namespace

BatchOutcome run_batch(Worlds& worlds, const BatchPlan& plan, const BatchFolder& folder, const BatchOptions& options,
                       Ranks* ranks) {
  std::optional<Collector> collector;
  try {
    collector.emplace(plan, folder, options.poll);
    options.progress(collector->progress());
  } catch (...) {
    if (ranks != nullptr) dismiss(*ranks);
    throw;
  }
  Pool(worlds, plan, *collector, options).run(ranks);
  return collector->finish();
}

}  // namespace fabshock
