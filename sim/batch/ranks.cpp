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
  KeyTable keys;
  Replicator replicator(worlds, plan);
  try {
    ranks.say(RankSays::kPlan, to_text(plan));
    while (const auto task = ranks.ask()) {
      const Replication result = replicator.run(*task, poll);
      std::vector<std::uint32_t> ids;
      std::vector<double> values;
      for (const MeasureRow& row : result.rows) {
        const MeasureKey key{row.measure, row.entity, row.product, row.unit};
        auto id = keys.find(key);
        if (!id) {
          id = keys.add(key);
          ranks.say(RankSays::kRecord, encode_key(key));
        }
        ids.push_back(*id);
        values.push_back(row.value);
      }
      ranks.say(RankSays::kRecord, encode_replication(task->number, result, ids, values));
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
