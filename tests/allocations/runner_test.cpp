// What the runs of a batch take from the heap: nothing, after the first.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "results/recorder.h"
#include "scenario/load.h"

namespace {

std::size_t taken = 0;  // in this program, which has one thread

}  // namespace

void* operator new(std::size_t size) {
  ++taken;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc{};
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++taken;
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  ++taken;
  const auto line = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(line, (size + line - 1) / line * line)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace fabshock::test::runner_test {
namespace {

void expect_none(const char* file, const std::vector<Override>& set) {
  Diagnostics diagnostics;
  const auto scenario = load_scenario(std::string(FABSHOCK_ROOT "/scenarios/") + file, set, diagnostics);
  ASSERT_TRUE(scenario) << file;
  const auto network = build_network(*scenario, diagnostics);
  ASSERT_TRUE(network) << file;
  const ShockPlan plan = plan_shocks(*network, *scenario, {.seed = 1});
  const ShockPlan calm = without_shocks(plan);
  Runner runner(*network, *scenario, false);
  RunRecord undisturbed, disturbed;
  const std::function<void(double)> progress = [](double) {};
  std::size_t before = 0;
  for (const int round : {1, 2}) {
    before = taken;
    runner.run(&calm, 1, undisturbed, progress);
    runner.run(&plan, 1, disturbed, progress);
    if (round == 1) {
      EXPECT_GT(taken, before) << file;
    }
  }
  EXPECT_EQ(taken, before) << file;
}

TEST(Runner, TakesNothingFromTheHeapAfterItsFirstRun) {
  expect_none("tutorial-outage.yaml", {});
  expect_none("blockade-90d.yaml", {{"horizon", "1 y"}});
  expect_none("export-control.yaml", {{"horizon", "1 y"}});
}

}  // namespace
}  // namespace fabshock::test::runner_test
