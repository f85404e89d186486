#include "random/stream.h"

#include <Random123/philox.h>

#include <cmath>

#include "base/math.h"

namespace fabshock {
namespace {

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

constexpr std::uint32_t low32(std::uint64_t x) {
  return static_cast<std::uint32_t>(x);
}
constexpr std::uint32_t high32(std::uint64_t x) {
  return static_cast<std::uint32_t>(x >> 32U);
}

}  // namespace

std::array<std::uint32_t, 4> philox_block(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  const r123::Philox4x32 generator;
  const r123::Philox4x32::ctr_type c{{counter[0], counter[1], counter[2], counter[3]}};
  const r123::Philox4x32::key_type k{{key[0], key[1]}};
  const auto out = generator(c, k);
  return {out[0], out[1], out[2], out[3]};
}

Stream::Stream(const StreamKey& key, std::string_view entity, Purpose purpose) {
  // Two rounds of the generator itself make the stream's own key: first what run this is, then whose draws.
  const auto run = philox_block({key.replication, key.branch, static_cast<std::uint32_t>(purpose), 0},
                                {low32(key.seed), high32(key.seed)});
  const std::uint64_t name = fnv1a(entity);
  const auto own = philox_block({run[2], run[3], low32(name), high32(name)}, {run[0], run[1]});
  key_ = {own[0], own[1]};
}

std::uint64_t Stream::bits() {
  const auto block = philox_block({low32(draws_), high32(draws_), 0, 0}, key_);
  ++draws_;
  return (static_cast<std::uint64_t>(block[1]) << 32U) | block[0];
}

double uniform(Stream& s) {
  // The centre of one of 2^53 equal cells.
  return (static_cast<double>(s.bits() >> 11U) + 0.5) * 0x1.0p-53;
}

double uniform(Stream& s, double low, double high) {
  return low + (high - low) * uniform(s);
}

double exponential(Stream& s, double mean) {
  return -mean * det_log(uniform(s));
}

double normal(Stream& s, double mean, double sd) {
  return mean + sd * normal_quantile(uniform(s));
}

double lognormal(Stream& s, double median, double sigma) {
  return median * det_exp(normal(s, 0.0, sigma));
}

double triangular(Stream& s, double low, double mode, double high) {
  const double u = uniform(s);
  if (high <= low) return low;
  const double below = (mode - low) / (high - low);
  return u < below ? low + std::sqrt(u * (high - low) * (mode - low))
                   : high - std::sqrt((1.0 - u) * (high - low) * (high - mode));
}

bool bernoulli(Stream& s, double p) {
  return uniform(s) < p;
}

double gamma(Stream& s, double shape, double scale) {
  if (shape < 1.0) {
    const double boost = det_pow(uniform(s), 1.0 / shape);
    return gamma(s, shape + 1.0, scale) * boost;
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  while (true) {
    const double x = normal(s, 0.0, 1.0);
    const double t = 1.0 + c * x;
    if (t <= 0.0) continue;
    const double v = t * t * t;
    if (det_log(uniform(s)) < 0.5 * x * x + d - d * v + d * det_log(v)) return d * v * scale;
  }
}

double beta(Stream& s, double a, double b) {
  const double x = gamma(s, a, 1.0);
  const double y = gamma(s, b, 1.0);
  return x / (x + y);
}

std::int64_t poisson(Stream& s, double mean) {
  // The sum of independent Poissons is Poisson; each block small enough that exp(-mean) does not underflow.
  constexpr double kBlock = 30.0;
  std::int64_t total = 0;
  const auto blocks = static_cast<std::int64_t>(std::ceil(mean / kBlock));
  for (std::int64_t block = 0; block < blocks; ++block) {
    const double left = mean - kBlock * static_cast<double>(block);
    const double m = left < kBlock ? left : kBlock;
    const double u = uniform(s);
    double term = det_exp(-m);
    double sum = term;
    std::int64_t k = 0;
    while (u > sum && k < 1000) {
      ++k;
      term *= m / static_cast<double>(k);
      sum += term;
    }
    total += k;
  }
  return total;
}

}  // namespace fabshock
