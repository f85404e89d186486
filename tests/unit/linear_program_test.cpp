#include "rerouting/linear_program.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace fabshock::test::linear_program_test {
namespace {

constexpr double kNone = LinearProgram::kNoBound;

// 3 x + 5 y, x <= 4, 2 y <= 12, 3 x + 2 y <= 18: at most 36, at (2, 6) [Dantzig's example in Hillier & Lieberman].
TEST(LinearProgram, FindsTheCorner) {
  LinearProgram lp;
  const std::uint32_t x = lp.column(-3, 0, 4);
  const std::uint32_t y = lp.column(-5, 0, kNone);
  const std::uint32_t a = lp.row(-kNone, 12);
  const std::uint32_t b = lp.row(-kNone, 18);
  lp.put(b, y, 2);
  lp.put(a, y, 2);
  lp.put(b, x, 3);
  EXPECT_NEAR(lp.minimum(), -36, 1e-9);
  EXPECT_NEAR(lp.minimum(), -36, 1e-9);
}

TEST(LinearProgram, SaysWhereThereIsNone) {
  LinearProgram impossible;
  impossible.put(impossible.row(2, kNone), impossible.column(1, 0, 1), 1);
  EXPECT_THROW(impossible.minimum(), std::runtime_error);
  LinearProgram endless;
  endless.column(-1, 0, kNone);
  EXPECT_THROW(endless.minimum(), std::runtime_error);
}

}  // namespace
}  // namespace fabshock::test::linear_program_test
