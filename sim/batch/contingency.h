// What each facility, site, region or owner is worth to all others: the table of a contingency analysis, ranked.
//
// Loss of an outage: what needs went without and what they gave up, at baseline prices. Exposure index: that over the
// largest of the same length [risk exposure index of Simchi-Levi et al. 2014].
#pragma once
#include <map>

#include "batch/second_pass.h"
#include "results/package.h"

namespace fabshock {

struct ContingencyRow {
  std::string target, date;
  std::uint32_t facilities = 0;
  double outage = 0;       // [d]
  std::uint32_t rank = 0;  // by loss, among those of its length
  std::uint64_t n = 0;     // replications; means over these follow
  double loss = 0;         // [currency], of which
  double unmet = 0, given_up = 0;
  double revenue = 0, value_added = 0;  // lost: by those that stand still, at baseline prices; by the world
  std::optional<double> loss_q05{}, loss_q95{};
  // [d] median, where one in which nobody goes short, however long, counts as longer than all; none: that is most.
  std::optional<double> survive{};
  std::optional<double> endures{};  // share of those in which nobody does
  // [d] median, where one in which a need is not back by the end counts as longer than all; none: that is most.
  std::optional<double> recover{};
  double not_back = 0;                                  // share of these
  std::optional<double> loss_at_least{}, survive_lp{};  // whatever anybody did (rerouting/least_loss.h)
  std::string market;                                   // whose price rose most, and how far
  std::optional<double> price_rise{};
  std::map<std::string, double> compute_lost{};  // by bloc, of the kind of need that is told of
  double exposure = 0;
  std::optional<double> alone{};  // of a pair: what its two lose, each alone
};

// By length of the outage, then rank.
std::vector<ContingencyRow> contingency_rows(const Finished& batch);
// contingency.csv, whose columns it gives.
std::vector<package::Column> write_contingency(const std::filesystem::path& folder,
                                               const std::vector<ContingencyRow>& rows);
// What of it is asked for when pairs are made.
struct Single {
  std::string target;
  double outage = 0, loss = 0;
  std::uint32_t rank = 0;
};
std::vector<Single> read_contingency(const std::filesystem::path& folder);

}  // namespace fabshock
