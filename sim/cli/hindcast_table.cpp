#include "cli/hindcast_table.h"

#include <array>
#include <cstdio>
#include <iostream>

#include "cli/command.h"
#include "cli/text.h"

namespace fabshock::cli {
namespace {

std::string two_digits(const char* format, double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

// Of a multiple 1.36, of what is lost 4.5 %, of a day 9 d, of amounts as they are.
std::string shown(const SeenOutcome& seen, const std::optional<double>& value) {
  if (!value) return seen.is_day ? "never" : "";
  if (seen.unit == "d") return two_digits("%.0f d", *value);
  if (seen.unit == "1" && !seen.on_log) return two_digits("%.1f %%", *value * 100);
  return seen.unit == "1" ? two_digits("%.2f", *value) : amount_of(seen.unit, *value);
}

std::string range(const SeenOutcome& seen, const std::optional<double>& low, const std::optional<double>& high) {
  if (!low && !high) return "";
  return shown(seen, low) + " to " + shown(seen, high);
}

std::string observed(const SeenOutcome& seen) {
  std::string text = shown(seen, seen.value);
  if (seen.low < seen.high) text += " (" + range(seen, seen.low, seen.high) + ')';
  return text;
}

std::string plain(const char* format, const std::optional<double>& value) {
  return value ? two_digits(format, *value) : "";
}

std::string verdict(const OutcomeScore& o) {
  if (o.seen.input) return "given";
  if (o.seen.no_effect_within) return !o.error ? "UNKNOWN" : o.shows_an_effect() ? "EFFECT" : "none";
  if (!o.has_interval) return "";
  return o.inside ? "inside" : "outside";
}

void print_episode(const std::vector<OutcomeScore>& outcomes, const std::string& episode) {
  std::printf("\n%s\n", episode.c_str());
  std::vector<TextLine> lines = {
      {"outcome", "when", "observed", "median", "90 % interval", "ln error", "", "no change", "fading"}};
  for (const OutcomeScore& o : outcomes) {
    if (o.episode != episode) continue;
    lines.push_back({o.seen.id, o.seen.when, observed(o.seen), shown(o.seen, o.median), range(o.seen, o.q05, o.q95),
                     plain("%+.3f", o.ln_error), verdict(o), shown(o.seen, o.seen.no_change), ""});
    if (!o.seen.no_change) lines.back()[7].clear();
    if (o.seen.fading) lines.back()[8] = shown(o.seen, o.seen.fading);
  }
  print_lines(lines, {false, false, true, true, true, true, false, true, true});
}

}  // namespace

void print_hindcast(const Hindcast& hindcast) {
  std::string last;
  for (const OutcomeScore& o : hindcast.outcomes) {
    if (o.episode != last) print_episode(hindcast.outcomes, o.episode);
    last = o.episode;
  }
  std::printf("\nscores: of logarithms; skill = 1 - squared errors over those of the forecast\n");
  std::vector<TextLine> lines = {
      {"", "kind", "n", "median error", "inside", "half width", "crps", "skill", "", "median", "", "crps", ""},
      {"", "", "", "", "", "", "", "no change", "fading", "no change", "fading", "no change", "fading"}};
  for (const ScoreGroup& g : hindcast.groups) {
    if (g.episode != "all" && g.kind != "price") continue;
    lines.push_back({g.episode, g.kind, std::to_string(g.n), plain("%.3f", g.median_ln_error),
                     g.inside ? two_digits("%.0f %%", 100 * *g.inside) : "", plain("%.2f", g.half_width),
                     plain("%.3f", g.score), plain("%.2f", g.skill_no_change), plain("%.2f", g.skill_fading),
                     plain("%.3f", g.median_no_change), plain("%.3f", g.median_fading),
                     plain("%.3f", g.score_no_change), plain("%.3f", g.score_fading)});
  }
  std::vector<bool> right(lines.front().size(), true);
  right[0] = right[1] = false;
  print_lines(lines, right);
}

int report_effects(const Hindcast& hindcast) {
  int exit = kDone;
  for (const OutcomeScore& o : hindcast.outcomes) {
    if (!o.shows_an_effect()) continue;
    exit = kFailed;
    if (!o.error) {
      std::cerr << "fabshock: error: " << o.episode << ": '" << o.seen.id
                << "', where there was no effect, is not defined in any draw\n";
      continue;
    }
    std::cerr << "fabshock: error: " << o.episode << ": '" << o.seen.id
              << "' shows an effect where there was none: " << shown(o.seen, o.median) << ", more than "
              << two_digits("%.1f %%", 100 * *o.seen.no_effect_within) << " off\n";
  }
  return exit;
}

}  // namespace fabshock::cli
