// Exact proportions of integer ledgers. A recipe or a yield is num/den; what a division leaves over is carried to the
// next application, so that over any number of applications nothing is lost, clamped or rounded away.
#pragma once
#include <cmath>
#include <cstdint>

namespace fabshock {

// A quantity is a count of quanta of its product's unit; the quantum is the product's, set in the model file.
using Quanta = std::int64_t;

// To the nearest whole number, halves up.
inline std::int64_t rounded(double x) {
  return static_cast<std::int64_t>(std::floor(x + 0.5));
}

__extension__ using Int128 = __int128;

struct Rational {
  std::int64_t num = 0;  // >= 0
  std::int64_t den = 1;  // > 0
  constexpr bool operator==(const Rational&) const = default;
  constexpr double value() const { return static_cast<double>(num) / static_cast<double>(den); }
};

// floor((x * num + carry) / den); the remainder stays in carry, 0 <= carry < den. x >= 0.
constexpr Quanta apply(Rational r, Quanta x, std::int64_t& carry) {
  std::int64_t small = 0;
  if (!__builtin_mul_overflow(x, r.num, &small) && !__builtin_add_overflow(small, carry, &small) &&
      static_cast<std::uint64_t>(small) < (1ULL << 62U)) {
    // A floating-point quotient is near the whole one, and much faster to come by; below 2^62 it cannot overflow.
    auto guess = static_cast<std::int64_t>(static_cast<double>(small) / static_cast<double>(r.den));
    std::int64_t rest = small - guess * r.den;
    for (; rest < 0; rest += r.den) --guess;
    for (; rest >= r.den; rest -= r.den) ++guess;
    carry = rest;
    return guess;
  }
  const Int128 product = static_cast<Int128>(x) * r.num + carry;
  const auto whole = static_cast<Quanta>(product / r.den);
  carry = static_cast<std::int64_t>(product - static_cast<Int128>(whole) * r.den);
  return whole;
}

// A proportion applied again and again: with the inverse of its denominator at hand, a multiplication serves for the
// division where the product is small enough for a double to hold it.
struct Proportion {
  Rational ratio{0, 1};
  double inverse = 1;

  Proportion() = default;
  constexpr Proportion(Rational r) : ratio(r), inverse(1.0 / static_cast<double>(r.den)) {}
  constexpr double value() const { return ratio.value(); }
};

// The same as apply(p.ratio, x, carry).
constexpr Quanta apply(const Proportion& p, Quanta x, std::int64_t& carry) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(x, p.ratio.num, &product) || __builtin_add_overflow(product, carry, &product) ||
      static_cast<std::uint64_t>(product) >= (1ULL << 53U)) {
    return apply(p.ratio, x, carry);
  }
  auto whole = static_cast<std::int64_t>(static_cast<double>(product) * p.inverse);
  std::int64_t rest = product - whole * p.ratio.den;
  // The quotient is at most one off.
  if (rest < 0) {
    rest += p.ratio.den;
    --whole;
  } else if (rest >= p.ratio.den) {
    rest -= p.ratio.den;
    ++whole;
  }
  carry = rest;
  return whole;
}

// The largest x >= 0 for which apply(r, x, carry) <= stock. Requires r.num > 0 and stock >= 0.
constexpr Quanta largest_within(Rational r, Quanta stock, std::int64_t carry) {
  // floor((x*num + carry)/den) <= stock  <=>  x*num + carry < (stock + 1)*den
  const Int128 room = (static_cast<Int128>(stock) + 1) * r.den - 1 - carry;
  if (room < 0) return 0;
  const Int128 x = room / r.num;
  constexpr Int128 limit = INT64_MAX;
  return static_cast<Quanta>(x < limit ? x : limit);
}

// The nearest whole number, halves to even: one instruction, the same everywhere.
inline Quanta nearest(double x) {
  return __builtin_llrint(x);
}

// The fraction in lowest terms; 0/d becomes 0/1.
Rational reduced(std::int64_t num, std::int64_t den);

// The decimal that a person wrote, as num / 10^k in lowest terms, k <= 9. value >= 0.
Rational from_decimal(double value);

}  // namespace fabshock
