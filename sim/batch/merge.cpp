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
    const std::string name = folder.string();
    if (name.ends_with(".partial")) throw std::invalid_argument(name + " is unfinished: go on with it by --resume");
    if (!fs::exists(shard_journal(folder))) {
      throw std::invalid_argument(name + " is not the result of 'fabshock batch --shard'");
    }
    const BatchPlan plan = read_plan(shard_journal(folder));
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
  Collector collector(plan, folder, options.poll);
  for (const fs::path& shard : shards) {
    const Schedule schedule(read_plan(shard_journal(shard)));
    const std::uint64_t all = schedule.mine_before(schedule.end_of(0));
    std::uint64_t read = 0;
    KeyMap keys;
    bool is_plan = true;
    Journal::scan(shard_journal(shard), [&](Journal::Place, std::string_view record) {
      options.poll();
      if (!is_plan && collector.put_record(record, keys)) {
        ++read;
        options.progress(collector.progress());
      }
      is_plan = false;
    });
    if (read < all) {
      throw std::runtime_error(shard_journal(shard).string() + " is damaged: " + std::to_string(read) + " of " +
                               std::to_string(all) + " replications can be read; run this shard again");
    }
  }
  return collector.finish();
}

}  // namespace fabshock
