// Reading files as text, with limits, and without leaving the folder they must stay in.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"

namespace fabshock::input {

inline constexpr std::uintmax_t kLargestYaml = std::uintmax_t{32} << 20U;
inline constexpr std::uintmax_t kLargestTable = std::uintmax_t{64} << 20U;

class Files {
 public:
  explicit Files(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  // The file's number in the diagnostics; nothing if it cannot be read or is no text, which has then been reported:
  // at `asked` (where another file names it) if that has a line, else at the file itself.
  std::optional<std::uint32_t> read(const std::filesystem::path& path, std::uintmax_t largest, Place asked);
  // The same for text that is at hand.
  std::optional<std::uint32_t> take(std::string name, std::string text);

  const std::vector<std::string>& names() const { return names_; }

 private:
  bool check_text(std::uint32_t file);

  Diagnostics& diagnostics_;
  std::vector<std::string> names_;
};

// Where `name`, written in a file of `folder`, leads; nothing if that is outside `root` (symbolic links followed).
std::optional<std::filesystem::path> stay_within(const std::filesystem::path& root, const std::filesystem::path& folder,
                                                 std::string_view name);

}  // namespace fabshock::input
