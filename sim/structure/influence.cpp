#include "structure/influence.h"

#include <Eigen/Dense>

namespace fabshock::structure {

Influence influence_of(const Trade& trade) {
  const auto n = static_cast<Eigen::Index>(trade.makers);
  Eigen::MatrixXd own = Eigen::MatrixXd::Identity(n, n);  // I - A
  Eigen::VectorXd final_sales = Eigen::VectorXd::Zero(n);
  for (const Purchase& p : trade.purchases) {
    const auto from = static_cast<Eigen::Index>(p.from);
    if (p.to >= trade.makers) {
      final_sales(from) += p.value;
    } else if (trade.output[p.to] > 0) {
      own(from, static_cast<Eigen::Index>(p.to)) -= p.value / trade.output[p.to];
    }
  }
  const Eigen::MatrixXd inverse = own.partialPivLu().inverse();
  const Eigen::VectorXd made = inverse * final_sales;
  const Eigen::RowVectorXd of_a_unit = inverse.colwise().sum();
  Influence all;
  for (Eigen::Index i = 0; i < n; ++i) {
    all.influence.push_back(final_sales.sum() > 0 ? made(i) / final_sales.sum() : 0.0);
    all.extraction.push_back(made.sum() > 0 ? made(i) * of_a_unit(i) / inverse(i, i) / made.sum() : 0.0);
  }
  return all;
}

}  // namespace fabshock::structure
