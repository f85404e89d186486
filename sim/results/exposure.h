// How far what a bloc needs hangs on another bloc's plants, by structure alone: nothing is simulated, no stock helps,
// no supplier steps in.
//
// Of what node i makes, u_i could be made without the plants of bloc B:
//   u_i = 0 in B, else min over inputs k of (1 - w_k + w_k sum over suppliers j of share_jk u_j),
// w_k = 1 for critical inputs, their weight for important ones, 0 for the others: what is left is shared out as before,
// and the scarcest input binds. The largest such u is the limit of the iteration from u = 1 (it only falls), of
// which a thousand rounds are gone.
// exposure of b on B = 1 - u of what b needs, by value at baseline prices. Like hypothetical extraction
// [Dietzenbacher & Lahr 2013], with Leontief's complements in place of linear inputs. leverage of B over b = exposure
// of b on B - exposure of B on b [net dependence: Hirschman 1945].
#pragma once
#include <string>
#include <vector>

#include "results/measures.h"

namespace fabshock {

// u by node, for the plants of one bloc.
std::vector<double> left_without(const Network& network, std::string_view bloc);

class ExposureMeasures {
 public:
  explicit ExposureMeasures(const Network& network);  // must outlive it
  // Any run has the same.
  void add(std::vector<MeasureRow>& rows) const;

 private:
  struct Row {
    std::string_view measure;
    std::string pair;
    std::string_view kind;
    double value = 0;
  };
  std::vector<Row> rows_;
};

}  // namespace fabshock
