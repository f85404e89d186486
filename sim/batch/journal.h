// An append-only file of records that outlives its process. Each record has its length and a checksum, and is there
// once append() has returned, whatever kills the process then; what is not whole is dropped when the file is opened
// again, with all that follows it. After a power cut the records of the last second may be missing.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
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

  // Makes the file with its first record, as a whole: it is there with it or not at all. Throws std::runtime_error with
  // the cause where it cannot be written.
  static void create(const std::filesystem::path& path, std::string_view first);
  // The first record; nothing where it is damaged. Throws std::runtime_error with the cause where it cannot be read.
  static std::optional<std::string> first(const std::filesystem::path& path);
  // Tells of every whole record of a file that nobody writes, and gives how many bytes follow them. Throws as first().
  static std::uint64_t scan(const std::filesystem::path& path, const Known& known);

  // Opens a file that is there. Throws std::runtime_error with the cause where it cannot be read or written.
  Journal(std::filesystem::path path, const Known& known);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // All of it or nothing: throws std::runtime_error with the cause, and the file is as it was.
  Place append(std::string_view record);
  // Bytes from `from` of a record; as many as `to` holds. Many threads may read while one appends.
  void read(Place place, std::size_t from, std::span<std::byte> to) const;
  // Bytes that were not whole records when it was opened.
  std::uint64_t dropped() const { return dropped_; }

 private:
  Journal(std::filesystem::path path, int flags);
  std::uint64_t size() const;                          // of the file
  bool next(Place& place, std::string& record) const;  // the one at `place`, which is where the last ended
  void find_end(const Known& known);                   // behind the last whole record
  void write(std::string_view bytes);
  void sync();
  [[noreturn]] void give_up(int error);
  [[noreturn]] void fail(const char* what, int error) const;

  std::filesystem::path path_;
  int file_ = -1;
  std::uint64_t end_ = 0;
  std::uint64_t dropped_ = 0;
  std::string frame_;
  std::chrono::steady_clock::time_point synced_;
};

}  // namespace fabshock
