// Elementary functions that are the same bytes on every machine and compiler: SLEEF's deterministic scalar family
// (at most 1 ulp). The C library's differ with and without fused multiply-add. Division and sqrt are IEEE exact
// already.
#pragma once

namespace fabshock {

double det_exp(double x);
double det_log(double x);
double det_pow(double x, double y);
double det_sin(double x);  // radians
double det_cos(double x);
double det_asin(double x);
double normal_cdf(double x);  // by the complementary error function [Cody-type erfc of SLEEF], absolute error < 1e-15
double normal_quantile(double p);  // p in (0, 1); Wichura 1988, algorithm AS 241 (PPND16), relative error < 1e-15

// x to 32 significant bits, a relative error of 1.2e-10 at most. For what a library computes by the C library's
// functions: the last bits, which differ from one to the next, are dropped.
double without_last_bits(double x);

}  // namespace fabshock
