// An earthquake's footprint: peak ground acceleration by distance, and the share of tools that trip or break.
//   PGA [g] = 0.00369 e^(1.75377 M) [R + 0.12220 e^(0.78315 M)]^(-2.05644)   attenuation in Taiwan, Campbell form
//             [Jean 2001; coefficients as commonly quoted, not checked against the report itself],
//             R = sqrt(distance^2 + depth^2) [km]
//   P(hit)  = Phi(ln(PGA/median)/beta)                                        lognormal fragility [Kennedy & Ravindra
//   1984]
#pragma once

namespace fabshock {

double peak_ground_acceleration(double magnitude, double distance_km, double depth_km);
double fragility(double intensity, double median, double beta);  // in [0, 1]

}  // namespace fabshock
