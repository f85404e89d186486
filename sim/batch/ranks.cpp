#include "batch/ranks.h"

#include <chrono>
#include <thread>

#include "batch/replicate.h"

namespace fabshock {

void dismiss(Ranks& ranks) {
  for (int there = ranks.size() - 1; there > 0;) {
    const auto message = ranks.receive();
    if (!message) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    } else if (message->what == RankSays::kAsks) {
      ranks.answer(message->from, std::nullopt);
      --there;
    } else if (message->what != RankSays::kPlan && message->what != RankSays::kRecord) {
      --there;
    }
  }
}

void work_for_root(Ranks& ranks, Worlds& worlds, const BatchPlan& plan, const std::function<void()>& poll) {
  Replicator replicator(worlds, plan);
  std::uint32_t said = 0;  // keys
  std::string bytes;
  try {
    ranks.say(RankSays::kPlan, to_text(plan));
    while (const auto task = ranks.ask()) {
      const Replication& result = replicator.run(*task, poll);
      for (; said < replicator.keys().size(); ++said) {
        encode(replicator.keys()[said], bytes);
        ranks.say(RankSays::kRecord, bytes);
      }
      encode(task->number, result, bytes);
      ranks.say(RankSays::kRecord, bytes);
    }
  } catch (const std::exception& e) {
    ranks.say(RankSays::kFailed, e.what());
    throw;
  } catch (...) {
    ranks.say(RankSays::kLeft, "");
    throw;
  }
}

}  // namespace fabshock
