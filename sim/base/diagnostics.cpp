#include "base/diagnostics.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <ostream>
#include <tuple>

namespace fabshock {
namespace {

constexpr std::size_t kMostErrors = 100;
constexpr std::size_t kMostColumns = 120;  // of an excerpt, in bytes; a table's row may be much longer

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}  // inside a UTF-8 sequence

// The part of a long line around the column, cut between characters; `column` becomes the column within it.
std::string_view window(std::string_view line, std::size_t& column) {
  if (line.size() <= kMostColumns) return line;
  std::size_t from = column > kMostColumns / 2 ? column - kMostColumns / 2 : 0;
  from = std::min(from, line.size() - kMostColumns);
  while (from > 0 && continues(line[from])) --from;
  std::size_t to = std::min(line.size(), from + kMostColumns);
  while (to < line.size() && continues(line[to])) ++to;
  column -= from;
  return line.substr(from, to - from);
}

// What is no text must not reach a terminal.
std::string printable(std::string_view line) {
  std::string text{line};
  const auto not_text = [](char c) { return (static_cast<unsigned char>(c) < 32 && c != '\t') || c == '\x7F'; };
  std::replace_if(text.begin(), text.end(), not_text, '?');
  std::size_t wanted = 0;  // bytes still to come of a character
  bool utf8 = true;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    utf8 = utf8 && (wanted > 0) == continues(c) && byte < 0xF8U;
    wanted = wanted > 0 ? wanted - 1 : byte >= 0xF0U ? 3 : byte >= 0xE0U ? 2 : byte >= 0xC0U ? 1 : 0;
  }
  if (!utf8 || wanted > 0) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80U; }, '?');
  }
  return text;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Damerau-Levenshtein distance (adjacent transpositions), or anything above `limit` once it must exceed that.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  constexpr std::size_t kLongest = 64;
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit || b.size() > kLongest) return limit + 1;
  std::array<std::array<std::size_t, kLongest + 1>, 3> rows{};
  std::iota(rows[0].begin(), rows[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& up = rows[(i + 2) % 3];
    const auto& up2 = rows[(i + 1) % 3];
    row[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t differ = lower(a[i - 1]) == lower(b[j - 1]) ? 0U : 1U;
      row[j] = std::min({up[j] + 1, row[j - 1] + 1, up[j - 1] + differ});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
        row[j] = std::min(row[j], up2[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > limit + 1) return limit + 1;
  }
  return rows[a.size() % 3][b.size()];
}

}  // namespace

std::uint32_t Diagnostics::add_file(std::string name, std::string text) {
  File file{std::move(name), std::move(text), {0}};
  for (std::size_t at = file.text.find('\n'); at != std::string::npos; at = file.text.find('\n', at + 1)) {
    file.line_starts.push_back(at + 1);
  }
  files_.push_back(std::move(file));
  return static_cast<std::uint32_t>(files_.size() - 1);
}

void Diagnostics::take(const Diagnostics& other) {
  std::map<std::uint32_t, std::uint32_t> files;  // theirs to ours
  for (const Diagnostic& d : other.all()) {
    Place place = d.place;
    if (place.file != 0) {
      const auto [known, fresh] = files.try_emplace(place.file, 0);
      if (fresh) known->second = add_file(other.file_name(place.file), other.file_text(place.file));
      place.file = known->second;
    }
    d.severity == Severity::kError ? error(place, d.message, d.hint) : warning(place, d.message, d.hint);
  }
}

const std::string& Diagnostics::file_name(std::uint32_t file) const {
  return files_.at(file).name;
}
const std::string& Diagnostics::file_text(std::uint32_t file) const {
  return files_.at(file).text;
}

void Diagnostics::error(Place place, std::string message, std::string hint) {
  list_.push_back({Severity::kError, place, std::move(message), std::move(hint)});
  ++errors_;
}

void Diagnostics::warning(Place place, std::string message, std::string hint) {
  list_.push_back({Severity::kWarning, place, std::move(message), std::move(hint)});
}

std::string_view Diagnostics::line_text(Place place) const {
  const File& file = files_.at(place.file);
  if (place.line == 0 || place.line > file.line_starts.size()) return {};
  const std::size_t from = file.line_starts[place.line - 1];
  std::string_view text = std::string_view{file.text}.substr(from);
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (place.line == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // columns do not count the mark
  return text;
}

void Diagnostics::print(std::ostream& out) const {
  std::vector<const Diagnostic*> sorted;
  sorted.reserve(list_.size());
  for (const Diagnostic& d : list_) sorted.push_back(&d);
  const auto key = [](const Diagnostic* d) { return std::tie(d->place, d->message, d->hint); };
  const auto order = [&](const Diagnostic* a, const Diagnostic* b) { return key(a) < key(b); };
  std::stable_sort(sorted.begin(), sorted.end(), order);
  const auto same = [&](const Diagnostic* a, const Diagnostic* b) { return key(a) == key(b); };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());

  std::size_t shown = 0;
  std::size_t hidden = 0;
  for (const Diagnostic* d : sorted) {
    if (d->severity == Severity::kError && ++shown > kMostErrors) {
      ++hidden;
      continue;
    }
    const std::string& name = files_.at(d->place.file).name;
    if (!name.empty()) out << name << ':';
    if (d->place.line > 0) out << d->place.line << ':' << d->place.column << ':';
    if (!name.empty()) out << ' ';
    out << (d->severity == Severity::kError ? "error: " : "warning: ") << d->message << '\n';
    const std::string_view line = line_text(d->place);
    if (!line.empty() && d->place.column > 0 && d->place.column <= line.size() + 1) {
      std::size_t column = d->place.column - 1;
      const std::string excerpt = printable(window(line, column));
      std::string caret;
      for (std::size_t i = 0; i < column; ++i) {
        if (i < excerpt.size() && continues(excerpt[i])) continue;
        caret += i < excerpt.size() && excerpt[i] == '\t' ? '\t' : ' ';
      }
      out << excerpt << '\n' << caret << "^\n";
    }
    if (!d->hint.empty()) out << "  hint: " << d->hint << '\n';
  }
  if (hidden > 0) out << "error: " << hidden << (hidden == 1 ? " more error\n" : " more errors\n");
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  // Ids that the word is the first part of, where they are few: tsmc-f18 is no misspelt tsmc-f10.
  std::vector<std::string_view> longer;
  for (const std::string_view candidate : candidates) {
    if (word.size() >= 4 && candidate.size() > word.size() && candidate.starts_with(word) &&
        candidate[word.size()] == '-') {
      longer.push_back(candidate);
    }
  }
  std::sort(longer.begin(), longer.end());
  longer.erase(std::unique(longer.begin(), longer.end()), longer.end());
  if (longer.size() >= 2 && longer.size() <= 4) {
    std::string text = "did you mean '" + std::string{longer.front()} + "'";
    for (std::size_t i = 1; i < longer.size(); ++i) {
      text.append(i + 1 == longer.size() ? " or '" : ", '").append(longer[i]).append("'");
    }
    return text + '?';
  }
  std::size_t best = std::max<std::size_t>(1, word.size() / 3);
  std::string_view nearest;
  for (const std::string_view candidate : candidates) {
    if (candidate.empty() || candidate == word) continue;
    const std::size_t d = distance(word, candidate, best);
    if (d >= word.size() || d >= candidate.size()) continue;  // another word altogether
    // Of equals the first in the alphabet, so that the order of a file does not show.
    if (d > best || (d == best && !nearest.empty() && nearest <= candidate)) continue;
    best = d;
    nearest = candidate;
  }
  // What begins the same way and says more, where that is one.
  if (nearest.empty() && word.size() >= 4) {
    for (const std::string_view candidate : candidates) {
      if (!candidate.starts_with(word) || candidate == nearest) continue;
      if (!nearest.empty()) return {};
      nearest = candidate;
    }
  }
  return nearest.empty() ? std::string{} : "did you mean '" + std::string{nearest} + "'?";
}

}  // namespace fabshock
