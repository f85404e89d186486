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

Journal::Journal(std::filesystem::path path, const Known& known) : Journal(std::move(path), O_RDWR | O_CREAT) {
  if (find_end(known) > end_ && ::ftruncate(file_, static_cast<off_t>(end_)) != 0) fail("write", errno);
}

void Journal::scan(const std::filesystem::path& path, const Known& known) {
  Journal(path, O_RDONLY).find_end(known);
}

Journal::~Journal() {
  ::close(file_);
}

void Journal::fail(const char* what, int error) const {
  throw std::runtime_error(std::string("cannot ") + what + ' ' + path_.string() + ": " + std::strerror(error));
}

std::uint64_t Journal::find_end(const Known& known) {
  struct stat is {};
  if (::fstat(file_, &is) != 0) fail("read", errno);
  const auto size = static_cast<std::uint64_t>(is.st_size);
  std::string record;
  for (;;) {
    Frame frame;
    if (size - end_ < sizeof frame) break;
    read({end_, sizeof frame}, 0, std::as_writable_bytes(std::span{&frame, 1}));
    if (frame.mark != kMark || size - end_ - sizeof frame < frame.length) break;
    const Place place{end_ + sizeof frame, frame.length};
    record.resize(frame.length);
    read(place, 0, std::as_writable_bytes(std::span{record}));
    if (checksum_of(record) != frame.checksum) break;
    end_ = place.offset + place.length;
    known(place, record);
  }
  return size;
}

void Journal::write(std::string_view bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::pwrite(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(end_ + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const int error = n < 0 ? errno : ENOSPC;
      if (::ftruncate(file_, static_cast<off_t>(end_)) != 0) fail("write", errno);
      fail("write", error);
    }
    done += static_cast<std::size_t>(n);
  }
}

Journal::Place Journal::append(std::string_view record) {
  const Frame frame{.length = static_cast<std::uint32_t>(record.size()), .checksum = checksum_of(record)};
  if (frame.length != record.size()) throw std::runtime_error("a record of 4 GB or more: " + path_.string());
  frame_.assign(reinterpret_cast<const char*>(&frame), sizeof frame);
  frame_.append(record);
  write(frame_);
  const Place place{end_ + sizeof frame, frame.length};
  end_ += frame_.size();
  constexpr auto kAtRisk = std::chrono::seconds(1);
  if (const auto now = std::chrono::steady_clock::now(); now - synced_ > kAtRisk) {
    if (::fdatasync(file_) != 0) fail("write", errno);
    synced_ = now;
  }
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
