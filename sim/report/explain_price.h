// Why is this product dear on that day? The run is repeated up to the day, and the logarithm of the spot price taken
// apart into what makes it up: cost, scarcity so far, panic after news, shortage to come (dynamics/pricing.h,
// dynamics/belief.h); a cost is followed into the dearest input, a belief into the news that it rests on.
#pragma once
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "network/network.h"
#include "scenario/scenario.h"

namespace fabshock {

// The market of this name ("dram", "phone/premium"), if goods have prices and there is one.
std::optional<std::uint32_t> market_named(const Network& network, const std::string& name);

// tick: of the day. Returns the facility whose output is furthest below normal among the makers that matter, if any is.
std::optional<std::uint32_t> explain_price(std::ostream& out, const Network& network, const Scenario& scenario,
                                           std::uint64_t seed, std::uint32_t market, std::int64_t tick);

}  // namespace fabshock
