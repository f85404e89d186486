#include "batch/merge.h"

#include "cli/batch_work.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"

namespace fabshock::cli {

namespace po = boost::program_options;

int merge(const Arguments& arguments) {
  Options options("merge DIR... [-o DIR] [-q]",
                  "Joins the shards of a batch into what it would have written as a whole, byte for byte.");
  options.positional("DIR", 1, -1);
  options.add()("output,o", po::value<std::string>(), "folder for the results [results/NAME]")(
      "quiet,q", "no progress, no summary");
  if (const auto exit = options.parse(arguments)) return *exit;
  const std::vector<std::filesystem::path> shards(options.positionals().begin(), options.positionals().end());
  const auto begun = std::chrono::steady_clock::now();
  const BatchPlan plan = merged_plan(shards);
  const std::string folder = options.has("output") ? options.text("output") : "results/" + plan.name;
  for (const auto& shard : shards) {
    std::error_code none;
    if (!std::filesystem::equivalent(shard, folder, none)) continue;
    throw std::invalid_argument(folder + " is one of the shards: name another folder with -o");
  }
  catch_interrupts();
  BatchFolder out(folder, plan, Begin::kResume);
  return carry_out(out, folder, plan, {"merge", 1, begun}, options.has("quiet"), [&](const auto& progress) {
    BatchOptions how;
    how.progress = progress;
    how.poll = check_interrupted;
    return fabshock::merge(shards, plan, out, how);
  });
}

}  // namespace fabshock::cli
