// The posterior of parameters where a simulator stands for the likelihood: approximate Bayesian computation by a
// sequence of weighted populations [Toni et al. 2009, J. R. Soc. Interface 6, 187-202; Beaumont et al. 2009, Biometrika
// 96, 983-990], with a smooth kernel instead of a threshold:
//
//   posterior(u) ~ E exp(-loss(u)/2), u uniform on (0, 1)^d, over what the simulator draws besides
//
// so that with loss = sum of squared errors over the variance of the model's own error it is the exact posterior of a
// model that has this error [Wilkinson 2013, Stat. Appl. Genet. Mol. Biol. 12, 129-141]. Populations go from the prior
// to it by exp(-lambda loss/2), lambda up to 1, each step as far as leaves half of the particles effective; these are
// resampled, and each makes some steps that leave the target as it is [Del Moral, Doucet & Jasra 2012, Stat. Comput.
// 22, 1009-1020]: of u a random walk with the population's covariance times 2.38^2/d, what the simulator draws kept;
// and in between u is kept, and some of these draws are made anew. They come in blocks, so that not all need be lucky
// at once.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace fabshock {

struct Particle {
  std::vector<double> u;
  double loss = 0;
  std::vector<std::uint64_t> numbers{};  // by block: what the simulator's own draws go by
};

struct AbcPopulation {
  double lambda = 0;
  double effective = 0;             // particles before they were resampled: 1/sum of squared weights
  double accepted = 0;              // share of the steps of u that were taken
  std::vector<Particle> particles;  // each as likely as another, though several may be the same
  std::size_t different() const;    // how many are not, by u
};

struct AbcAsk {
  std::uint32_t particles = 1000;  // at least 2
  std::uint32_t blocks = 1;        // of the simulator's draws
  std::uint32_t steps = 8;         // of each particle, of u and of blocks by turns
  std::uint32_t settle = 2;        // populations at lambda = 1 after the first, to forget the way there
  std::uint64_t seed = 1;
  std::vector<AbcPopulation> known{};  // those that are there already, from the prior on
  std::function<void(const AbcPopulation&)> keep = [](const AbcPopulation&) {};  // of each that is done
  std::function<void(double)> tell = [](double) {};  // of each population that is done, its share of the way, about
};

// Fills in the losses of particles: a function of u and numbers alone, whatever the order. May throw to stop.
using LossesOf = std::function<void(std::span<Particle>)>;

// The populations from the prior on; the last is the answer. Throws std::runtime_error where so few particles are left
// that they span no space.
std::vector<AbcPopulation> abc_smc(std::size_t dimensions, const AbcAsk& ask, const LossesOf& losses_of);

// As many particles of equal weight, by systematic resampling at the middle of each stratum: indices, rising.
std::vector<std::size_t> resampled(std::span<const double> weights, std::size_t count);

}  // namespace fabshock
