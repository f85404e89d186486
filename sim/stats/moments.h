// Mean and variance of numbers that come one by one [Welford 1962, Technometrics 4, 419-420], in 24 bytes.
#pragma once
#include <cmath>
#include <cstdint>

namespace fabshock {

// Adding in another order changes the last bits, so whoever needs the same bytes adds in the order of replications
// (stats/in_order.h), or merges the same blocks in the same order.
class Moments {
 public:
  void add(double x) {
    ++n_;
    const double before = x - mean_;
    mean_ += before / static_cast<double>(n_);
    squares_ += before * (x - mean_);
  }

  // As if the other's numbers had been added behind these, but for the last bits [Chan, Golub & LeVeque 1983, American
  // Statistician 37, 242-247].
  void merge(const Moments& other) {
    if (other.n_ == 0) return;
    if (n_ == 0) {
      *this = other;
      return;
    }
    const auto mine = static_cast<double>(n_);
    const auto theirs = static_cast<double>(other.n_);
    const double apart = other.mean_ - mean_;
    n_ += other.n_;
    mean_ += apart * (theirs / (mine + theirs));
    squares_ += other.squares_ + apart * apart * (mine * theirs / (mine + theirs));
  }

  std::uint64_t n() const { return n_; }
  double mean() const { return mean_; }  // 0 of none
  // Unbiased, divided by n - 1; 0 of fewer than two numbers.
  double variance() const { return n_ < 2 ? 0.0 : squares_ / static_cast<double>(n_ - 1); }
  double sd() const { return std::sqrt(variance()); }
  bool operator==(const Moments&) const = default;

 private:
  std::uint64_t n_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of squared differences from the mean
};

}  // namespace fabshock
