// An append-only file of records that outlives its process. Each record has its length and a checksum, and is there
// once append() has returned, whatever kills the process then; what was cut off at the end is dropped when the file is
// opened again. After a power cut the records of the last second may be missing.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace fabshock {

class Journal {
 public:
  struct Place {  // of what a record holds, in the file
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
  };
  using Known = std::function<void(Place, std::string_view)>;  // a record that is there, in the order of the file

  // Tells of every whole record of a file that nobody writes. Throws std::runtime_error with the cause where it cannot
  // be read.
  static void scan(const std::filesystem::path& path, const Known& known);

  // Opens the file, or makes it. Throws std::runtime_error with the cause where it cannot be read or written.
  Journal(std::filesystem::path path, const Known& known);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // All of it or nothing: throws std::runtime_error with the cause, and the file is as it was.
  Place append(std::string_view record);
  // Bytes from `from` of a record; as many as `to` holds. Many threads may read while one appends.
  void read(Place place, std::size_t from, std::span<std::byte> to) const;

 private:
  Journal(std::filesystem::path path, int flags);
  std::uint64_t find_end(const Known& known);  // behind the last whole record; gives the size of the file
  void write(std::string_view bytes);
  [[noreturn]] void fail(const char* what, int error) const;

  std::filesystem::path path_;
  int file_ = -1;
  std::uint64_t end_ = 0;
  std::string frame_;
  std::chrono::steady_clock::time_point synced_;
};

}  // namespace fabshock
