#include "batch/journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/crc.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace fabshock {
namespace {

constexpr std::uint32_t kMark = 0x4a534246;  // "FBSJ"

struct Frame {
  std::uint32_t mark = kMark, length = 0, checksum = 0;
};

std::uint32_t checksum_of(std::string_view bytes) {
  boost::crc_32_type sum;
  sum.process_bytes(bytes.data(), bytes.size());
  return sum.checksum();
}

}  // namespace

Journal::Journal(std::filesystem::path path, int flags)
    : path_(std::move(path)),
      file_(::open(path_.c_str(), flags | O_CLOEXEC, 0644)),
      synced_(std::chrono::steady_clock::now()) {
  if (file_ < 0) fail("open", errno);
}

Journal::Journal(std::filesystem::path path, const Known& known) : Journal(std::move(path), O_RDWR) {
  find_end(known);
  if (dropped_ > 0 && ::ftruncate(file_, static_cast<off_t>(end_)) != 0) fail("write", errno);
}

void Journal::create(const std::filesystem::path& path, std::string_view first) {
  std::filesystem::path draft = path;
  draft += ".new";
  {
    Journal journal(draft, O_RDWR | O_CREAT | O_TRUNC);
    journal.append(first);
    journal.sync();
  }
  std::filesystem::rename(draft, path);
}

std::optional<std::string> Journal::first(const std::filesystem::path& path) {
  const Journal journal(path, O_RDONLY);
  Place place;
  std::string record;
  return journal.next(place, record) ? std::optional{std::move(record)} : std::nullopt;
}

std::uint64_t Journal::scan(const std::filesystem::path& path, const Known& known) {
  Journal journal(path, O_RDONLY);
  journal.find_end(known);
  return journal.dropped_;
}

Journal::~Journal() {
  ::close(file_);
}

void Journal::fail(const char* what, int error) const {
  throw std::runtime_error(std::string("cannot ") + what + ' ' + path_.string() + ": " + std::strerror(error));
}

std::uint64_t Journal::size() const {
  struct stat is {};
  if (::fstat(file_, &is) != 0) fail("read", errno);
  return static_cast<std::uint64_t>(is.st_size);
}

bool Journal::next(Place& place, std::string& record) const {
  const std::uint64_t at = place.offset + place.length;
  const std::uint64_t left = size() - at;
  Frame frame;
  if (left < sizeof frame) return false;
  read({at, sizeof frame}, 0, std::as_writable_bytes(std::span{&frame, 1}));
  if (frame.mark != kMark || left - sizeof frame < frame.length) return false;
  place = {at + sizeof frame, frame.length};
  record.resize(frame.length);
  read(place, 0, std::as_writable_bytes(std::span{record}));
  return checksum_of(record) == frame.checksum;
}

void Journal::find_end(const Known& known) {
  Place place;
  std::string record;
  while (next(place, record)) {
    end_ = place.offset + place.length;
    known(place, record);
  }
  dropped_ = size() - end_;
}

void Journal::give_up(int error) {
  if (::ftruncate(file_, static_cast<off_t>(end_)) != 0) fail("write", errno);
  fail("write", error);
}

void Journal::write(std::string_view bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::pwrite(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(end_ + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) give_up(n < 0 ? errno : ENOSPC);
    done += static_cast<std::size_t>(n);
  }
}

void Journal::sync() {
  if (::fdatasync(file_) != 0) give_up(errno);
  synced_ = std::chrono::steady_clock::now();
}

Journal::Place Journal::append(std::string_view record) {
  const Frame frame{.length = static_cast<std::uint32_t>(record.size()), .checksum = checksum_of(record)};
  if (frame.length != record.size()) throw std::runtime_error("a record of 4 GB or more: " + path_.string());
  frame_.assign(reinterpret_cast<const char*>(&frame), sizeof frame);
  frame_.append(record);
  write(frame_);
  constexpr auto kAtRisk = std::chrono::seconds(1);
  if (std::chrono::steady_clock::now() - synced_ > kAtRisk) sync();
  const Place place{end_ + sizeof frame, frame.length};
  end_ += frame_.size();
  return place;
}

void Journal::read(Place place, std::size_t from, std::span<std::byte> to) const {
  std::size_t done = 0;
  while (done < to.size()) {
    const ssize_t n =
        ::pread(file_, to.data() + done, to.size() - done, static_cast<off_t>(place.offset + from + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("read", n < 0 ? errno : EIO);
    done += static_cast<std::size_t>(n);
  }
}

}  // namespace fabshock
