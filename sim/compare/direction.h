// Which way is worse: of a loss or a price, more; of what is served or made, less.
#pragma once
#include <cstdint>
#include <string_view>

namespace fabshock {

enum class WorseWay : std::uint8_t { kMore, kLess, kNeither };

// By measure (docs/reference/measures.md). Of shares, concentration, what is earned from whom, and what differs by
// viewpoint (asymmetry, leverage) neither way is.
WorseWay worse_way(std::string_view measure);

}  // namespace fabshock
