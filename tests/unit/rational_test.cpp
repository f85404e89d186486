// Proportions of integers: nothing is lost, whatever the fraction and however large the numbers.
#include "base/rational.h"

#include <gtest/gtest.h>

#include <limits>

#include "random/stream.h"

namespace fabshock::test::rational_test {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

TEST(Apply, SmallNumbersOneByOne) {
  for (std::int64_t num = 0; num <= 9; ++num) {
    for (std::int64_t den = 1; den <= 9; ++den) {
      for (std::int64_t before = 0; before < den; ++before) {
        for (Quanta x = 0; x <= 25; ++x) {
          std::int64_t carry = before;
          const Quanta whole = apply({num, den}, x, carry);
          ASSERT_EQ(whole, (x * num + before) / den);
          ASSERT_EQ(carry, (x * num + before) % den);
        }
      }
    }
  }
}

TEST(LargestWithin, SmallNumbersOneByOne) {
  for (std::int64_t num = 1; num <= 9; ++num) {
    for (std::int64_t den = 1; den <= 9; ++den) {
      for (std::int64_t carry = 0; carry < den; ++carry) {
        for (Quanta stock = 0; stock <= 25; ++stock) {
          Quanta expected = 0;
          while (((expected + 1) * num + carry) / den <= stock) ++expected;
          ASSERT_EQ(largest_within({num, den}, stock, carry), expected)
              << num << '/' << den << " stock " << stock << " carry " << carry;
        }
      }
    }
  }
}

__extension__ using UInt128 = unsigned __int128;

Int128 between(Stream& s, std::int64_t low, std::int64_t high) {
  const UInt128 width = static_cast<UInt128>(high) - static_cast<UInt128>(low) + 1;
  return low + static_cast<Int128>(s.bits() % width);
}

TEST(Apply, ManyApplicationsGiveTheWhole) {
  Stream s({.seed = 5}, "rational", Purpose::kParameter);
  for (int trial = 0; trial < 200; ++trial) {
    const auto den = static_cast<std::int64_t>(between(s, 1, 1'000'000'007));
    const auto num = static_cast<std::int64_t>(between(s, 0, den));
    std::int64_t carry = 0;
    Int128 in = 0;
    Int128 out = 0;
    for (int i = 0; i < 500; ++i) {
      const auto x = static_cast<Quanta>(between(s, 0, 1'000'000'000'000));
      in += x;
      out += apply({num, den}, x, carry);
      ASSERT_EQ(out, in * num / den);
      ASSERT_EQ(carry, static_cast<std::int64_t>(in * num % den));
    }
  }
}

TEST(Apply, HugeNumbersDoNotOverflow) {
  std::int64_t carry = kMost - 1;
  EXPECT_EQ(apply({kMost, kMost}, kMost - 1, carry), kMost - 1);
  EXPECT_EQ(carry, kMost - 1);
  for (Quanta x = kMost; x > kMost - 5000; --x) {  // products just within 63 bits
    for (const std::int64_t den : {1, 2, 3, 7}) {
      carry = 0;
      ASSERT_EQ(apply({1, den}, x, carry), x / den);
      ASSERT_EQ(carry, x % den);
      carry = 0;
      ASSERT_EQ(apply({x, den}, 1, carry), x / den);
      ASSERT_EQ(carry, x % den);
    }
  }
  Stream s({.seed = 6}, "rational", Purpose::kParameter);
  for (int i = 0; i < 100'000; ++i) {
    const auto den = static_cast<std::int64_t>(between(s, 1, kMost));
    const auto num = static_cast<std::int64_t>(between(s, 0, den));
    const auto x = static_cast<Quanta>(between(s, 0, kMost - 1));
    const auto before = static_cast<std::int64_t>(between(s, 0, den - 1));
    carry = before;
    const Quanta whole = apply({num, den}, x, carry);
    ASSERT_GE(carry, 0);
    ASSERT_LT(carry, den);
    ASSERT_TRUE(static_cast<Int128>(whole) * den + carry == static_cast<Int128>(x) * num + before);
  }
}

TEST(LargestWithin, HugeNumbersDoNotOverflow) {
  EXPECT_EQ(largest_within({1, kMost}, 2, 0), kMost);
  EXPECT_EQ(largest_within({kMost, 1}, kMost - 1, 0), 0);
  EXPECT_EQ(largest_within({kMost, 1}, kMost, 0), 1);
  EXPECT_EQ(largest_within({1, 1}, kMost, 0), kMost);
  Stream s({.seed = 7}, "rational", Purpose::kParameter);
  for (int i = 0; i < 100'000; ++i) {
    const auto den = static_cast<std::int64_t>(between(s, 1, kMost));
    const auto num = static_cast<std::int64_t>(between(s, 1, kMost));
    const auto stock = static_cast<Quanta>(between(s, 0, kMost));
    const auto before = static_cast<std::int64_t>(between(s, 0, den - 1));
    const Quanta x = largest_within({num, den}, stock, before);
    const auto needs = [&](Quanta starts) {
      return (static_cast<UInt128>(starts) * static_cast<UInt128>(num) + static_cast<UInt128>(before)) /
             static_cast<UInt128>(den);
    };
    ASSERT_TRUE(needs(x) <= static_cast<UInt128>(stock));
    if (x < kMost) {
      ASSERT_TRUE(needs(x + 1) > static_cast<UInt128>(stock));
    }
  }
}

TEST(Fractions, LowestTermsAndDecimals) {
  EXPECT_EQ(reduced(6, 4), (Rational{3, 2}));
  EXPECT_EQ(reduced(0, 7), (Rational{0, 1}));
  EXPECT_EQ(reduced(7, 7), (Rational{1, 1}));
  EXPECT_EQ(from_decimal(0.1), (Rational{1, 10}));
  EXPECT_EQ(from_decimal(1.06), (Rational{53, 50}));
  EXPECT_EQ(from_decimal(0.000000001), (Rational{1, 1'000'000'000}));
  EXPECT_EQ(from_decimal(0), (Rational{0, 1}));
  EXPECT_EQ(from_decimal(123456789), (Rational{123456789, 1}));
  EXPECT_EQ(from_decimal(9007199254740992.0), (Rational{9007199254740992, 1}));
  EXPECT_EQ(from_decimal(1234567.25), (Rational{4938269, 4}));
  for (std::int64_t k = 0; k <= 1000; ++k) {
    EXPECT_EQ(from_decimal(static_cast<double>(k) / 1000), reduced(k, 1000)) << k;
  }
}

}  // namespace
}  // namespace fabshock::test::rational_test
