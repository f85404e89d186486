// What the hint of a message says where many messages share it: what a key looks like with a value, what a number may
// be.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace fabshock::input {

struct Want;

std::string list_of(std::span<const std::string_view> names);  // "a, b, c"
// The candidate that was meant, or all of them if they are few.
std::string nearest_of(std::string_view name, std::span<const std::string_view> candidates);
// A key that is missing, as it may be written: example_of("at") is "at: 2026-02-01".
std::string example_of(std::string_view key);
// A section given as something else than the list of entries it is.
std::string section_example(std::string_view section);
// For a number out of its range: "from 0 to 1, a share such as 0.05 or '5 %'".
std::string range_of(const Want& want);
// For a text that is no number.
std::string number_hint(std::string_view text);
// A value in its dimension's unit; a duration in the largest that keeps it whole.
std::string with_unit(double value, const Want& want);

}  // namespace fabshock::input
