#include "cli/batch_work.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <optional>

#include "cli/command.h"
#include "cli/contingency_table.h"
#include "cli/hindcast_table.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/sensitivity_table.h"
#include "cli/text.h"
#include "results/csv.h"
#include "results/version.h"

namespace fabshock::cli {
namespace {

// Two digits of it, however small.
std::string probability(double value) {
  std::array<char, 24> text{};
  constexpr double kTiny = 1e-4;
  std::snprintf(text.data(), text.size(), value != 0 && value < kTiny ? "%.1e" : "%.2g %%",
                value != 0 && value < kTiny ? value : 100 * value);
  return text.data();
}

std::string told(const Estimate& e) {
  const std::string& unit = e.key->unit;
  std::string text = e.key->measure + " of " + label_of(*e.key) + ' ';
  text += e.half_width ? amount_of(unit == "1" ? "1" : "", e.mean) + " ± " + amount_of(unit, *e.half_width)
                       : amount_of(unit, e.mean);
  return text.append(" (").append(e.arm).append(")");
}

void print_headline(const BatchOutcome& outcome) {
  if (outcome.headline.empty()) return;
  std::printf("%-32s %-16s %-18s %8s %14s %14s %14s\n", "arm", "measure", "of", "n", "5 %", "median", "95 %");
  for (const ArmSummary& row : outcome.headline) {
    std::printf("%-32s %-16s %-18s %8llu %14s %14s %14s\n", row.arm.c_str(), row.measure.c_str(), row.of.c_str(),
                static_cast<unsigned long long>(row.n), amount_of(row.unit, row.q05).c_str(),
                amount_of(row.unit, row.q50).c_str(), amount_of(row.unit, row.q95).c_str());
  }
}

std::vector<ArmSummary> in_order_of_levels(std::vector<ArmSummary> rows) {
  const auto level = [](const ArmSummary& row) { return std::strtod(row.of.c_str(), nullptr); };
  for (auto begin = rows.begin(); begin != rows.end();) {
    const auto end = std::find_if(begin, rows.end(), [&](const ArmSummary& row) { return row.arm != begin->arm; });
    std::sort(begin, end, [&](const ArmSummary& a, const ArmSummary& b) { return level(a) < level(b); });
    begin = end;
  }
  return rows;
}

// Of probabilities that are estimated again and again the mean is what is asked for.
void print_tail(const BatchOutcome& outcome) {
  std::printf("%-32s %-24s %8s %12s %26s\n", "arm", "unmet need of at least", "n", "probability", "95 % interval");
  for (const ArmSummary& row : in_order_of_levels(outcome.headline)) {
    // Where no try passed the level, or all did, the spread says nothing of how sure that is.
    const bool known = row.interval && row.interval->high > row.interval->low;
    const std::string interval =
        known ? probability(std::max(0.0, row.interval->low)) + " to " + probability(std::min(1.0, row.interval->high))
              : "";
    std::printf("%-32s %-24s %8llu %12s %26s\n", row.arm.c_str(), row.of.c_str(),
                static_cast<unsigned long long>(row.n), probability(row.mean).c_str(), interval.c_str());
  }
}

void print(const BatchOutcome& outcome, const BatchPlan& plan, const std::string& folder) {
  if (plan.sensitivity) {
    if (plan.shard.is_whole()) print_sensitivities(outcome, plan);
  } else if (plan.is_contingency()) {
    print_contingency(outcome.contingency, outcome.currency);
  } else if (plan.hindcast) {
    if (plan.shard.is_whole()) print_hindcast(outcome.hindcast);
  } else if (plan.splitting) {
    print_tail(outcome);
  } else {
    print_headline(outcome);
  }
  if (!outcome.refused.empty()) {
    std::printf("\n%zu of %llu draws have no baseline and were refused; the first: %s, replication %u: %s\n",
                outcome.refused.size(), static_cast<unsigned long long>(outcome.runs),
                outcome.refused.front().arm.c_str(), outcome.refused.front().replication,
                outcome.refused.front().why.c_str());
  }
  if (plan.stop) {
    const auto each = outcome.runs / plan.arms.size();
    std::printf("\n%s after %llu replications of each arm.\n", each < plan.replications ? "Narrow enough" : "Ended",
                static_cast<unsigned long long>(each));
  }
  if (!plan.shard.is_whole()) {
    std::printf("%llu replications, shard %u of %u: 'fabshock merge' joins them.\n",
                static_cast<unsigned long long>(outcome.runs), plan.shard.index, plan.shard.of);
  }
  std::printf("\nResults in %s/ (CSV; datapackage.json describes every column).\n", folder.c_str());
}

std::string kept(const BatchProgress& last, const BatchFolder& out, const Clock& clock) {
  return std::to_string(last.done) + " of " + std::to_string(last.all) + " replications are kept in " +
         out.partial().string() +
         (clock.command == std::string_view("merge") ? "; the same command goes on with them"
                                                     : "; --resume goes on with them");
}

}  // namespace

int carry_out(BatchFolder& out, const std::string& folder, const BatchPlan& plan, const Clock& clock, bool quiet,
              const BatchWork& work) {
  std::optional<Progress> progress;
  BatchProgress last;
  try {
    const BatchOutcome outcome = work([&](const BatchProgress& now) {
      last = now;
      const auto all = static_cast<double>(now.all);
      const double done = static_cast<double>(now.done) / all;
      if (!progress) progress.emplace(!quiet, Work{.amount = all, .unit = "runs", .before = done});
      if (progress->is_due()) progress->show(done, now.estimate ? told(*now.estimate) : "");
    });
    progress.reset();
    CsvWriter timing(out.result() / "timing.csv", "command,threads,compiler,phase,seconds");
    timing.text(clock.command).integer(clock.threads).text(compiler()).text("run");
    timing.number(std::chrono::duration<double>(std::chrono::steady_clock::now() - clock.begun).count());
    timing.end_row();
    timing.close();
    out.commit(!plan.shard.is_whole());
    if (!quiet) print(outcome, plan, folder);
    if (outcome.dropped > 0) {
      std::cerr << "fabshock: warning: " << outcome.dropped
                << " bytes of the journal were not whole; their replications were run again\n";
    }
    if (outcome.decided_by_nothing) {
      std::cerr << "fabshock: warning: no replication reports a '" << plan.stop->measure << "' of '" << plan.stop->of
                << "', by which 'stop' decides: measures.csv shows what there is\n";
    }
    const int effects = report_effects(outcome.hindcast);
    if (outcome.no_baseline.empty()) return effects;
    std::cerr << "fabshock: error: no draw of '" << outcome.no_baseline.front().arm
              << "' has a baseline: " << outcome.no_baseline.front().why << '\n';
    return kFailed;
  } catch (const Interrupted&) {
    progress.reset();
    std::cerr << "fabshock: interrupted; " << (last.done > 0 ? kept(last, out, clock) : "nothing was written") << '\n';
    return kInterrupted;
  } catch (const std::exception& e) {
    progress.reset();
    std::cerr << "fabshock: error: " << e.what() << '\n';
    if (last.done > 0) std::cerr << "  hint: " << kept(last, out, clock) << '\n';
    return kFailed;
  }
}

}  // namespace fabshock::cli
