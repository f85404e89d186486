// An earthquake's footprint: peak ground acceleration by distance, and the share of tools that trip or break.
//   PGA [g] = e^(-5.36874 + 1.72882 M) [R + 0.11318 e^(0.80312 M)]^(-2.06573)    Campbell form; rock sites in Taiwan,
//             earthquakes of 1991-2008 above M 5.5 and shallower than 35 km, Chi-Chi 1999 among them; spread of ln PGA
//             0.66 [Douglas, Ground motion prediction equations, section 2.352, gmpe.org.uk],
//             R = sqrt(distance^2 + depth^2) [km]
//   P(hit)  = Phi(ln(PGA/median)/beta)                                        lognormal fragility [Kennedy & Ravindra
//   1984]
// Defaults: beta 0.6 [0.3-0.8 in seismic fragility work], depth 10 km; M and median [g] are the scenario's. Evidence
// for fabs: none.
#pragma once

namespace fabshock {

double peak_ground_acceleration(double magnitude, double distance_km, double depth_km);
double fragility(double intensity, double median, double beta);  // in [0, 1]

}  // namespace fabshock
