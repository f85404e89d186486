#include "batch/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace fabshock {
namespace {

// The one who held it may have removed the file since it was opened here.
bool is_there(int file, const std::filesystem::path& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

}  // namespace

Lock::Lock(const std::filesystem::path& file) : file_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  if (file_ < 0) throw std::runtime_error("cannot write " + file.string() + ": " + std::strerror(errno));
  const bool held = ::flock(file_, LOCK_EX | LOCK_NB) == 0;
  const int error = held ? EWOULDBLOCK : errno;
  if (held && is_there(file_, file)) return;
  ::close(file_);
  if (error == EWOULDBLOCK) {
    throw std::invalid_argument("another process is at work in " + file.parent_path().string());
  }
  throw std::runtime_error("cannot lock " + file.string() + ": " + std::strerror(error));
}

Lock::~Lock() {
  ::close(file_);
}

}  // namespace fabshock
