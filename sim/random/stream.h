// Random streams by counter: Philox4x32-10 [Salmon, Moraes, Dror & Shaw, SC'11], keyed by (seed, replication, branch,
// entity, purpose); the n-th draw is block n. A draw therefore never depends on event order, thread, rank, or on what
// another entity drew: a baseline and a disrupted run share their random numbers.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace fabshock {

enum class Purpose : std::uint32_t {
  kDemand = 1,
  kService,
  kHazard,
  kRecovery,
  kScrap,
  kParameter,
  kFootprint,
  kProject,
  kQualification,
  kDesign,
};

struct StreamKey {
  std::uint64_t seed = 1;
  std::uint32_t replication = 0;
  std::uint32_t branch = 0;  // tells clones of one run apart
};

std::array<std::uint32_t, 4> philox_block(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

class Stream {
 public:
  Stream() = default;
  // entity: the id in the model file, so that adding a facility changes no other facility's draws.
  Stream(const StreamKey& key, std::string_view entity, Purpose purpose);

  std::uint64_t bits();  // 64 random bits; one draw
  std::uint64_t draws() const { return draws_; }
  bool operator==(const Stream&) const = default;

 private:
  std::array<std::uint32_t, 2> key_{};
  std::uint64_t draws_ = 0;
};

// Samplers. Each takes the stream it draws from; those by inversion use exactly one draw.
double uniform(Stream& s);  // (0, 1), never an end point; 53 bits
double uniform(Stream& s, double low, double high);
double exponential(Stream& s, double mean);                          // inversion
double normal(Stream& s, double mean, double sd);                    // inversion (AS 241)
double lognormal(Stream& s, double median, double sigma);            // median * exp(sigma * N(0, 1))
double triangular(Stream& s, double low, double mode, double high);  // inversion
bool bernoulli(Stream& s, double p);
double gamma(Stream& s, double shape, double scale);  // Marsaglia & Tsang 2000; shape < 1 by Stuart's boost
double beta(Stream& s, double a, double b);           // X/(X + Y) of two gammas
std::int64_t poisson(Stream& s, double mean);         // sums of inversion in blocks of mean <= 30

}  // namespace fabshock
