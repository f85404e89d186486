// Designs of levels: which combination each point is, and what no design can be.
#include "design/design.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace fabshock::test::design_test {
namespace {

TEST(Design, ReplicationsAreOnePoint) {
  const Design design = Design::replications();
  EXPECT_EQ(design.size(), 1U);
  EXPECT_EQ(design.axes(), 0U);
}

TEST(Design, AListIsItsRows) {
  const Design design = Design::list(3, 2);
  EXPECT_EQ(design.size(), 3U);
  EXPECT_EQ(design.axes(), 2U);
  ASSERT_TRUE(design.has_levels());
  for (std::uint32_t row = 0; row < 3; ++row) {
    EXPECT_EQ(design.level(row, 0), row);
    EXPECT_EQ(design.level(row, 1), row);
  }
}

TEST(Design, OfAGridTheLastAxisIsFastest) {
  const std::vector<std::uint32_t> levels = {2, 1, 3};
  const Design design = Design::grid(levels);
  ASSERT_EQ(design.size(), 6U);
  ASSERT_EQ(design.axes(), 3U);
  std::uint32_t point = 0;
  for (std::uint32_t first = 0; first < 2; ++first) {
    for (std::uint32_t last = 0; last < 3; ++last, ++point) {
      EXPECT_EQ(design.level(point, 0), first);
      EXPECT_EQ(design.level(point, 1), 0U);
      EXPECT_EQ(design.level(point, 2), last);
    }
  }
  EXPECT_EQ(Design::grid({}).size(), 1U);
}

TEST(Design, SpreadPointsAreThoseOfTheCube) {
  const std::vector<std::string> axes = {"a", "b"};
  const UnitPoints points(Spread::kSobol, 4, 16, axes);
  const Design design = Design::spread(points);
  EXPECT_EQ(design.size(), 16U);
  EXPECT_EQ(design.axes(), 2U);
  EXPECT_FALSE(design.has_levels());
  for (std::uint32_t i = 0; i < 16; ++i) EXPECT_EQ(design.unit(i, 1), points.at(i, 1));
}

TEST(Design, RefusesWhatIsNone) {
  EXPECT_THROW(Design::list(0, 1), std::invalid_argument);
  const std::vector<std::uint32_t> none = {3, 0};
  EXPECT_THROW(Design::grid(none), std::invalid_argument);
  const std::vector<std::uint32_t> many(8, 16);  // 2^32
  EXPECT_THROW(Design::grid(many), std::invalid_argument);
  std::vector<std::uint32_t> most = many;
  most.back() = 15;
  EXPECT_EQ(Design::grid(most).size(), 15U << 28U);
  EXPECT_EQ(Design::grid(most).level((15U << 28U) - 1, 0), 15U);
}

}  // namespace
}  // namespace fabshock::test::design_test
