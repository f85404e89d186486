// Quantile functions (inverse distribution functions) of the distributions that a model file may name: x with P(X <= x)
// = u. All rise with u, so that ranks of u are ranks of x. u in (0, 1); parameters as in scenario/number.h, already
// checked.
#pragma once

namespace fabshock {

double uniform_quantile(double u, double low, double high);
double triangular_quantile(double u, double low, double mode, double high);  // low where high <= low
double gaussian_quantile(double u, double mean, double sd);
double lognormal_quantile(double u, double median, double sigma);
double exponential_quantile(double u, double mean);

// By Boost.Math, in long double, to 32 significant bits: gamma and beta have no quantile in closed form, and neither
// SLEEF nor this program has the incomplete functions.
double gamma_quantile(double u, double shape, double scale);
double beta_quantile(double u, double a, double b);

}  // namespace fabshock
