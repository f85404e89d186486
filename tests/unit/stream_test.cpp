// Streams: the generator against an implementation written from the paper, independence of draws, and every sampler
// against its distribution. Seeds are fixed, so a test passes always or never; significance 0.001 in each.
#include "random/stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace fabshock::test::stream_test {
namespace {

using Block = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

// Salmon, Moraes, Dror & Shaw, SC'11, section 3.3 and table 2, written out.
Block philox(Block x, Key k) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = 0xD2511F53ULL * x[0];
    const std::uint64_t b = 0xCD9E8D57ULL * x[2];
    x = {static_cast<std::uint32_t>(b >> 32U) ^ x[1] ^ k[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32U) ^ x[3] ^ k[1], static_cast<std::uint32_t>(a)};
    k = {k[0] + 0x9E3779B9U, k[1] + 0xBB67AE85U};
  }
  return x;
}

TEST(Philox, KnownAnswers) {  // of the authors' library
  EXPECT_EQ(philox_block({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(philox_block({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox_block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, IsThePapersGenerator) {
  Block x = {1, 2, 3, 4};
  for (int i = 0; i < 10'000; ++i) {
    const Key k = {x[0] * 7, x[1] + 3};
    ASSERT_EQ(philox_block(x, k), philox(x, k));
    x = philox(x, k);
  }
}

// The stream's own key is made from run and name, and the n-th draw is block n of it.
TEST(Stream, DrawsAreBlocksOfItsKey) {
  const StreamKey key{.seed = 0x1234567890ULL, .replication = 3, .branch = 5};
  Stream s(key, "fab", Purpose::kHazard);
  std::uint64_t name = 0xcbf29ce484222325ULL;
  for (const char c : std::string("fab")) name = (name ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  const Block run = philox({3, 5, static_cast<std::uint32_t>(Purpose::kHazard), 0}, {0x34567890U, 0x12U});
  const Block own = philox({run[2], run[3], static_cast<std::uint32_t>(name), static_cast<std::uint32_t>(name >> 32U)},
                           {run[0], run[1]});
  for (std::uint32_t i = 0; i < 100; ++i) {
    const Block b = philox({i, 0, 0, 0}, {own[0], own[1]});
    ASSERT_EQ(s.draws(), i);
    ASSERT_EQ(s.bits(), (static_cast<std::uint64_t>(b[1]) << 32U) | b[0]);
  }
}

std::vector<Stream> related_streams() {
  std::vector<Stream> all;
  for (const std::uint64_t seed : {1ULL, 2ULL, 1ULL << 32U, (1ULL << 32U) + 1}) {
    for (const std::uint32_t replication : {0U, 1U}) {
      for (const std::uint32_t branch : {0U, 1U}) {
        for (const char* entity : {"", "a", "b", "aa", "ab", "ba", "fab-1", "fab-2"}) {
          for (const Purpose p : {Purpose::kDemand, Purpose::kService, Purpose::kHazard, Purpose::kRecovery,
                                  Purpose::kScrap, Purpose::kParameter, Purpose::kFootprint}) {
            all.emplace_back(StreamKey{seed, replication, branch}, entity, p);
          }
        }
      }
    }
  }
  return all;
}

TEST(Stream, NoTwoStreamsShareADraw) {
  std::vector<Stream> all = related_streams();
  std::set<std::uint64_t> seen;
  for (Stream& s : all) {
    for (int i = 0; i < 50; ++i) seen.insert(s.bits());
  }
  EXPECT_EQ(seen.size(), all.size() * 50);
}

TEST(Stream, RelatedStreamsAreUncorrelated) {
  std::vector<Stream> all = related_streams();
  constexpr int kDraws = 2000;
  std::vector<double> before(kDraws);
  double largest = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    double product = 0;
    for (double& u : before) {
      const double now = uniform(all[i]) - 0.5;
      product += u * now;
      u = now;
    }
    if (i > 0) largest = std::max(largest, std::fabs(product / (kDraws / 12.0)) * std::sqrt(kDraws));
  }
  // Of 895 correlations, each N(0, 1): P(largest > 4.9) = 0.001.
  EXPECT_LT(largest, 4.9);
}

TEST(Stream, TheSameKeyGivesTheSameDraws) {
  Stream a({.seed = 9}, "x", Purpose::kScrap);
  Stream b({.seed = 9}, "x", Purpose::kScrap);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(a.bits(), b.bits());
  EXPECT_EQ(a, b);
}

Stream stream(const char* name) {
  return {{.seed = 2026}, name, Purpose::kParameter};
}

constexpr int kMany = 100'000;

// Kolmogorov-Smirnov: P(sqrt(n) D > 1.9495) = 0.001.
void expect_distributed(const std::function<double()>& draw, const std::function<double(double)>& cdf) {
  std::vector<double> x(kMany);
  for (double& v : x) v = draw();
  std::sort(x.begin(), x.end());
  double d = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double p = cdf(x[i]);
    d = std::max({d, p - static_cast<double>(i) / kMany, static_cast<double>(i + 1) / kMany - p});
  }
  EXPECT_LT(d * std::sqrt(kMany), 1.9495);
}

// Mean and variance within 3.29 standard errors (P = 0.001), from the distribution's own moments.
void expect_moments(const std::function<double()>& draw, double mean, double variance, double kurtosis) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kMany; ++i) {
    const double d = draw() - mean;
    sum += d;
    squares += d * d;
  }
  EXPECT_NEAR(sum / kMany, 0, 3.29 * std::sqrt(variance / kMany));
  EXPECT_NEAR(squares / kMany, variance, 3.29 * variance * std::sqrt((kurtosis - 1) / kMany));
}

template <class Distribution>
void expect_is(const std::function<double()>& draw, const Distribution& d) {
  expect_distributed(draw, [&](double x) { return boost::math::cdf(d, x); });
  expect_moments(draw, boost::math::mean(d), boost::math::variance(d), boost::math::kurtosis(d));
}

TEST(Samplers, Uniform) {
  Stream s = stream("uniform");
  expect_distributed([&] { return uniform(s); }, [](double x) { return x; });
  expect_moments([&] { return uniform(s); }, 0.5, 1 / 12.0, 1.8);
  expect_moments([&] { return uniform(s, -3, 5); }, 1, 64 / 12.0, 1.8);
}

TEST(Samplers, Exponential) {
  Stream s = stream("exponential");
  expect_is([&] { return exponential(s, 7); }, boost::math::exponential(1 / 7.0));
}

TEST(Samplers, Normal) {
  Stream s = stream("normal");
  expect_is([&] { return normal(s, -2, 3); }, boost::math::normal(-2, 3));
}

TEST(Samplers, Lognormal) {
  Stream s = stream("lognormal");
  expect_is([&] { return lognormal(s, 5, 0.4); }, boost::math::lognormal(std::log(5), 0.4));
}

TEST(Samplers, Triangular) {
  Stream s = stream("triangular");
  expect_is([&] { return triangular(s, 1, 2, 7); }, boost::math::triangular(1, 2, 7));
  expect_is([&] { return triangular(s, 0, 0, 1); }, boost::math::triangular(0, 0, 1));
  expect_is([&] { return triangular(s, 0, 1, 1); }, boost::math::triangular(0, 1, 1));
  EXPECT_EQ(triangular(s, 4, 4, 4), 4);
}

TEST(Samplers, Gamma) {
  Stream s = stream("gamma");
  for (const double shape : {0.3, 0.9, 1.0, 2.5, 40.0}) {
    expect_is([&] { return gamma(s, shape, 3); }, boost::math::gamma_distribution<>(shape, 3));
  }
}

TEST(Samplers, Beta) {
  Stream s = stream("beta");
  for (const auto& shape : {std::pair{0.5, 0.7}, std::pair{2.0, 5.0}, std::pair{0.4, 3.0}}) {
    expect_is([&] { return beta(s, shape.first, shape.second); },
              boost::math::beta_distribution<>(shape.first, shape.second));
  }
}

TEST(Samplers, Bernoulli) {
  Stream s = stream("bernoulli");
  for (const double p : {0.001, 0.3, 0.999}) {
    int hits = 0;
    for (int i = 0; i < kMany; ++i) hits += bernoulli(s, p) ? 1 : 0;
    EXPECT_NEAR(hits, kMany * p, 3.29 * std::sqrt(kMany * p * (1 - p))) << p;
  }
  EXPECT_FALSE(bernoulli(s, 0));
  EXPECT_TRUE(bernoulli(s, 1));
}

TEST(Samplers, Poisson) {
  Stream s = stream("poisson");
  for (const double mean : {0.05, 1.0, 8.0, 29.9, 30.1, 75.0, 400.0}) {
    const boost::math::poisson_distribution<> d(mean);
    const auto low = static_cast<std::int64_t>(boost::math::quantile(d, 1e-3));
    const auto high = static_cast<std::int64_t>(boost::math::quantile(d, 1 - 1e-3));
    std::vector<double> seen(static_cast<std::size_t>(high - low + 1));  // the ends hold all that lies beyond
    for (int i = 0; i < kMany; ++i) ++seen[static_cast<std::size_t>(std::clamp(poisson(s, mean), low, high) - low)];
    double chi2 = 0;
    int cells = 0;
    for (std::int64_t k = low; k <= high; ++k) {
      double p = boost::math::pdf(d, static_cast<double>(k));
      if (k == low) p = boost::math::cdf(d, static_cast<double>(k));
      if (k == high) p = 1 - (k > 0 ? boost::math::cdf(d, static_cast<double>(k - 1)) : 0);
      const double expected = p * kMany;
      const double difference = seen[static_cast<std::size_t>(k - low)] - expected;
      chi2 += difference * difference / expected;
      ++cells;
    }
    EXPECT_LT(chi2, boost::math::quantile(boost::math::chi_squared(std::max(1, cells - 1)), 0.999)) << mean;
    expect_moments([&] { return static_cast<double>(poisson(s, mean)); }, mean, mean, 3 + 1 / mean);
  }
  EXPECT_EQ(poisson(s, 0), 0);
}

TEST(Samplers, ThoseByInversionUseOneDraw) {
  Stream s = stream("inversion");
  uniform(s);
  exponential(s, 1);
  normal(s, 0, 1);
  lognormal(s, 1, 1);
  triangular(s, 0, 1, 2);
  bernoulli(s, 0.5);
  poisson(s, 30);
  EXPECT_EQ(s.draws(), 7U);
}

// The first draws of one stream, bit for bit: a compiler or a library that computes differently shows here first.
TEST(Samplers, FirstDrawsBitForBit) {
  const auto fresh = [] { return stream("golden"); };
  std::vector<double> first;
  {
    Stream s = fresh();
    for (int i = 0; i < 3; ++i) first.push_back(uniform(s));
    s = fresh();
    for (int i = 0; i < 3; ++i) first.push_back(exponential(s, 10));
    s = fresh();
    for (int i = 0; i < 3; ++i) first.push_back(normal(s, 0, 1));
    s = fresh();
    for (int i = 0; i < 3; ++i) first.push_back(lognormal(s, 30, 0.5));
    s = fresh();
    for (int i = 0; i < 3; ++i) first.push_back(triangular(s, 1, 2, 4));
    s = fresh();
    for (int i = 0; i < 3; ++i) first.push_back(gamma(s, 0.5, 2));
    s = fresh();
    for (int i = 0; i < 3; ++i) first.push_back(gamma(s, 3, 2));
    s = fresh();
    for (int i = 0; i < 3; ++i) first.push_back(beta(s, 2, 3));
    s = fresh();
    for (int i = 0; i < 3; ++i) first.push_back(static_cast<double>(poisson(s, 50)));
  }
  const std::vector<double> recorded = {
      0x1.fb2747cd93d1p-1,
      0x1.013cf09235666p-3,
      0x1.a1c648d8cb55fp-2,
      0x1.85925493d8d68p-4,
      0x1.4bf050cf502f1p+4,
      0x1.1ee3ba33c558ep+3,
      0x1.2c66396513738p+1,
      -0x1.25bd2a9a828c8p+0,
      -0x1.dca506fa1c7d9p-3,
      0x1.83f82ce140dc1p+6,
      0x1.0e72823b04b9dp+4,
      0x1.ab454cfc4dd41p+4,
      0x1.e17ec8d8cdda4p+1,
      0x1.9d255d90050dep+0,
      0x1.0ec21456d01a2p+1,
      0x1.3bd967b741948p-1,
      0x1.1092d8aa6af6fp-4,
      0x1.5a9cb96491fc1p+3,
      0x1.141a2321f4c1cp+4,
      0x1.26f5e2e0af0e2p+2,
      0x1.b6ec1e6623722p+2,
      0x1.7fdcbcd041ca5p-1,
      0x1.8f1f8c657c377p-2,
      0x1.0ace9e1bd4785p-5,
      0x1.d8p+5,
      0x1.6p+5,
      0x1.6p+5,
  };
  ASSERT_EQ(first.size(), 27U);
  ASSERT_EQ(recorded.size(), 27U);
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i], recorded[i]) << i;
}

}  // namespace
}  // namespace fabshock::test::stream_test
