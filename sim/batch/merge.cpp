#include "batch/merge.h"

#include <map>
#include <stdexcept>

#include "batch/collector.h"

namespace fabshock {

namespace fs = std::filesystem;

BatchPlan merged_plan(std::span<const fs::path> shards) {
  std::optional<BatchPlan> whole;
  std::map<std::uint32_t, fs::path> by_index;
  for (const fs::path& folder : shards) {
    if (!fs::exists(shard_plan(folder)) || !fs::exists(shard_journal(folder))) {
      throw std::invalid_argument(folder.string() + " is not the result of 'fabshock batch --shard'");
    }
    const BatchPlan plan = read_plan(shard_plan(folder));
    if (whole) {
      if (const auto other = difference(*whole, plan)) {
        throw std::invalid_argument(folder.string() + " and " + shards.front().string() +
                                    " are not shards of one batch: " + *other);
      }
    } else {
      whole = plan;
    }
    const auto [twice, fresh] = by_index.emplace(plan.shard.index, folder);
    if (!fresh) {
      throw std::invalid_argument("shard " + std::to_string(plan.shard.index) +
                                  " is given twice: " + twice->second.string() + " and " + folder.string());
    }
  }
  if (!whole) throw std::invalid_argument("no shard to merge");
  for (std::uint32_t i = 1; i <= whole->shard.of; ++i) {
    if (by_index.contains(i)) continue;
    throw std::invalid_argument("shard " + std::to_string(i) + " of " + std::to_string(whole->shard.of) +
                                " is missing");
  }
  whole->shard = {};
  return *whole;
}

BatchOutcome merge(std::span<const fs::path> shards, const BatchPlan& plan, const BatchFolder& folder,
                   const BatchOptions& options) {
  Collector collector(plan, folder);
  for (const fs::path& shard : shards) {
    KeyMap keys;
    Journal::scan(shard_journal(shard), [&](Journal::Place, std::string_view record) {
      options.poll();
      if (collector.put_record(record, keys)) options.progress(collector.progress());
    });
  }
  if (collector.progress().done < collector.progress().all) {
    throw std::runtime_error("the shards lack replications: one of their journals is damaged");
  }
  return collector.finish();
}

}  // namespace fabshock
