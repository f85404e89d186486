// Parameters that move together: points of the unit cube with given rank correlations and uniform margins.
//
// A Gaussian copula: z_j = Phi^-1(u_j), y = L z, u'_j = Phi(y_j), with L L^T = P the Cholesky factor of the normal
// scores' correlations. For bivariate normal y Spearman's rank correlation is rho_s = (6/pi) asin(rho/2) [Pearson 1907;
// Kruskal 1958], so P_jk = 2 sin(pi rho_s/6). Iman & Conover (Communications in Statistics B 11, 1982) induce the same
// correlations by sorting a whole sample; this does it point by point, in expectation, so that a point still depends on
// its index alone. The price: Latin hypercube strata hold exactly only on the first axis of a group, and on axes in no
// group.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace fabshock {

class RankCorrelation {
 public:
  // spearman: row by row, k x k, symmetric, with ones on the diagonal and entries in (-1, 1) beside it. Parameters that
  // move as one (rank correlation 1) share one axis instead.
  // Throws std::invalid_argument for a matrix that is none of that, or not positive definite.
  RankCorrelation(std::span<const double> spearman, std::size_t k);

  std::size_t size() const { return k_; }
  // In place; u: k independent uniforms in (0, 1). The first stays as it is.
  void apply(std::span<double> u) const;

 private:
  std::size_t k_;
  std::vector<double> factor_;  // L, lower triangle row by row
};

}  // namespace fabshock
