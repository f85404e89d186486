// The floor: a plain fixed-step loop over flat arrays, with lead times, stocks, orders, rationing; no events, no
// ledgers, no carried remainders, floating point. Written to be fast and to do no more than it must.
#pragma once
#include "peers_network.h"

namespace fabshock::bench {

class FloorModel {
 public:
  explicit FloorModel(const PeerNetwork& peers);
  // Runs `days` days with firm 0 down in [from, to); returns the sum of output, so that nothing is optimised away.
  double run(int days, int from, int to);

 private:
  std::uint32_t firms_;
  std::vector<std::uint32_t> in_begin_, in_from_;  // in-lanes by buyer
  std::vector<std::uint32_t> out_begin_, out_lane_;
  std::vector<int> lag_, input_;
  std::vector<double> flow_, share_, ring_, backlog_, transit_;         // by lane
  std::vector<double> stock_, need_;                                    // by firm x 3
  std::vector<double> finished_, base_, forecast_, orders_, capacity_;  // by firm
};

}  // namespace fabshock::bench
