#include "import/eto_makers.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

namespace fabshock::eto {
namespace {

constexpr double kRounding = 0.5;  // [%] by which shares that are given to one decimal may miss 100 in all
constexpr double kLeast = 0.25;    // [%] that "others" must have to be told from rounding
constexpr double kNothing = 1e-3;  // [%] below which a share is none

constexpr const char* kEqual = "assumption: no share is given; all that are named count the same";
constexpr const char* kSplit =
    "assumption: no share is given; the country's is split equally over those that are named";
constexpr const char* kRest = "assumption: no share is given; what the others leave is split equally";
constexpr const char* kOther = "assumption: the shares add up to less than 100 %; others make the rest";

class Sharing {
 public:
  Sharing(const std::vector<std::size_t>& rows, Tables& tables, Counts& counts) : tables_(tables), counts_(counts) {
    for (const std::size_t row : rows) {
      const Offer& offer = tables.offers[row];
      Claim claim{row, offer.share.value_or(0), offer.share.has_value(), false, nullptr};
      (tables.providers[offer.provider].is_country ? countries_ : organisations_).push_back(claim);
    }
  }

  Makers run() {
    if (any_stated(countries_)) {
      give_rest(countries_);
      by_country();
    } else if (any_stated(organisations_)) {
      give_rest(organisations_);
      for (Claim& claim : organisations_) add(claim, claim.share);
      for (const Claim& claim : countries_) leave(claim, "no share given, beside organisations that have one");
    } else {
      equally();
    }
    makers_.stated = any_stated(countries_) || any_stated(organisations_);
    to_one();
    return std::move(makers_);
  }

 private:
  struct Claim {
    std::size_t row = kNone;
    double share = 0;  // [%]
    bool stated = false;
    bool settled = false;          // an organisation that has been looked at
    const char* source = nullptr;  // in place of the row's
  };
  using Claims = std::vector<Claim>;

  static bool any_stated(const Claims& claims) {
    return std::any_of(claims.begin(), claims.end(), [](const Claim& c) { return c.stated; });
  }

  const Provider& provider(const Claim& claim) const { return tables_.providers[tables_.offers[claim.row].provider]; }

  void leave(const Claim& claim, const char* why) { tables_.offers[claim.row].row.unused = why; }

  // Those without a share have what the others leave.
  void give_rest(Claims& claims) {
    double given = 0;
    double blank = 0;
    for (const Claim& claim : claims) {
      given += claim.share;
      if (!claim.stated) blank += 1;
    }
    if (blank < 1) return;
    for (Claim& claim : claims) {
      if (claim.stated) continue;
      if (given < 100 - kRounding) {
        claim.share = (100 - given) / blank;
        claim.source = kRest;
        counts_.add("makers without a share, who split what the others leave");
      } else {
        leave(claim, "no share given, and the others add up to 100 %");
      }
    }
  }

  void add(const Claim& claim, double share) {
    if (share < kNothing) {
      if (claim.stated) leave(claim, "its share is 0");
      return;
    }
    const Offer& offer = tables_.offers[claim.row];
    const Provider& who = tables_.providers[offer.provider];
    makers_.list.push_back({who.is_country ? kNone : offer.provider, false, who.country, share,
                            claim.source == nullptr ? offer.source : std::string{claim.source}});
  }

  void by_country() {
    const bool stated = any_stated(organisations_);
    for (const Claim& country : countries_) {
      if (country.share < kNothing) {
        if (country.stated) leave(country, "its share is 0");
        continue;
      }
      const std::string& code = provider(country).country;
      Claims here;
      double sum = 0;
      for (Claim& claim : organisations_) {
        if (code == kElsewhere) break;
        if (claim.settled || provider(claim).country != code) continue;
        claim.settled = true;
        if (claim.stated && claim.share < kNothing) {
          leave(claim, "its share is 0");
        } else if (stated && !claim.stated) {
          leave(claim, "no share given, beside organisations that have one");
        } else {
          here.push_back(claim);
          sum += claim.share;
        }
      }
      share_out(country, here, sum);
    }
    for (const Claim& claim : organisations_) {
      if (claim.settled) continue;
      if (provider(claim).country == kElsewhere) {
        leave(claim, provider(claim).is_known ? "various makers: the countries' shares say more"
                                              : "its country is not known: the countries' shares say more");
      } else if (claim.stated) {
        counts_.add("organisations whose country has no share: they keep their own");
        add(claim, claim.share);
      } else {
        leave(claim, "no share given, nor is its country's");
      }
    }
  }

  void share_out(const Claim& country, Claims& here, double sum) {
    if (here.empty()) {
      add(country, country.share);
      return;
    }
    if (!here.front().stated) {
      counts_.add("countries' shares split equally over organisations that have none");
      for (Claim& claim : here) {
        claim.source = kSplit;
        add(claim, country.share / static_cast<double>(here.size()));
      }
      return;
    }
    const double rest = country.share - sum;
    for (const Claim& claim : here) add(claim, rest < kLeast ? claim.share * country.share / sum : claim.share);
    if (rest < kLeast) {
      if (std::abs(rest) >= kLeast) counts_.add("organisations that have more than their country: scaled down to it");
      return;
    }
    counts_.add("countries where others make what the named organisations do not");
    add(country, rest);
    makers_.list.back().others = true;
  }

  void equally() {
    for (Claim& claim : organisations_) {
      claim.source = kEqual;
      add(claim, 1);
    }
    std::set<std::string_view> named;
    for (const Claim& claim : organisations_) {
      if (provider(claim).is_known) named.insert(provider(claim).country);
    }
    for (Claim& claim : countries_) {
      if (provider(claim).is_known && named.contains(provider(claim).country)) {
        leave(claim, "no share given: its organisations count");
        continue;
      }
      claim.source = kEqual;
      add(claim, 1);
    }
    if (makers_.list.empty()) return;
    counts_.add("inputs without any share: all makers that are named count the same");
    for (Maker& maker : makers_.list) maker.share = 100 / static_cast<double>(makers_.list.size());
  }

  void to_one() {
    double sum = 0;
    for (const Maker& maker : makers_.list) sum += maker.share;
    if (makers_.list.empty()) return;
    if (sum < 100 - kRounding) {
      counts_.add("inputs and stages whose shares add up to less than 99.5 %: OTHER makes the rest");
      makers_.list.push_back({kNone, true, kElsewhere, 100 - sum, kOther});
      sum = 100;
    } else if (sum > 100 + kRounding) {
      counts_.add("inputs and stages whose shares add up to more than 100.5 %: scaled down");
    } else if (std::abs(sum - 100) > 1e-9) {
      counts_.add("inputs and stages whose shares miss 100 % by rounding: scaled");
    }
    for (Maker& maker : makers_.list) maker.share /= sum;
  }

  Tables& tables_;
  Counts& counts_;
  Claims countries_, organisations_;
  Makers makers_;
};

}  // namespace

Makers makers_of(const std::vector<std::size_t>& rows, Tables& tables, Counts& counts) {
  return Sharing(rows, tables, counts).run();
}

}  // namespace fabshock::eto
