// Common random numbers on the world's blockade: of arms that share their draws a difference is known far better.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "batch/batch.h"
#include "batch/worlds.h"
#include "compare/comparison.h"

namespace fabshock::test::common_numbers_test {
namespace {

namespace fs = std::filesystem;

TEST(CommonRandomNumbers, TakeNineTenthsAndMoreOffTheVarianceOfADifference) {
  Diagnostics diagnostics;
  fs::current_path(FABSHOCK_ROOT);
  auto e = load_experiment("blockade-leak", diagnostics);
  ASSERT_TRUE(e);
  e->replications = 6;
  e->list.resize(2);
  Worlds worlds(*e);
  const auto plan = worlds.plan({}, diagnostics, [] {});
  ASSERT_TRUE(plan);
  const fs::path out = fs::temp_directory_path() / ("fabshock-common-numbers-" + std::to_string(::getpid()));
  {
    BatchFolder folder(out, *plan, Begin::kAnew);
    BatchOptions options;
    options.threads = 2;
    run_batch(worlds, *plan, folder, options);
    folder.commit(false);
  }
  const ResultsRead results = read_results(out);
  const auto pairs = pairs_within(results, "blockade-90d/leak-5");
  ASSERT_EQ(pairs.size(), 1U);
  int seen = 0;
  for (const Comparison& c : compare(pairs[0])) {
    const bool told = c.key.entity == "world" || c.key.entity == "us" || c.key.entity == "cn";
    if (!told || c.key.measure == "first_shock_day") continue;
    ++seen;
    ASSERT_TRUE(c.variance_reduction) << c.key.measure;
    EXPECT_GE(*c.variance_reduction, 10) << c.key.measure << ' ' << c.key.entity << ' ' << c.key.product;
  }
  EXPECT_GE(seen, 6);
  fs::remove_all(out);
}

}  // namespace
}  // namespace fabshock::test::common_numbers_test
