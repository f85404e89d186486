#include "batch/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "results/folder.h"

namespace fabshock {
namespace {

namespace fs = std::filesystem;

bool is_empty_file(const fs::path& path) {
  std::error_code none;
  return !fs::exists(path, none) || fs::file_size(path, none) == 0;
}

void keep(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::create_hard_link(from, to, failed);
  if (failed) fs::copy_file(from, to);
}

}  // namespace

fs::path shard_journal(const fs::path& result) {
  return result / "shard" / "journal";
}

fs::path shard_plan(const fs::path& result) {
  return result / "shard" / "batch.json";
}

BatchFolder::BatchFolder(fs::path target, const BatchPlan& plan, Begin begin)
    : target_(without_slash(std::move(target))) {
  check_replaceable(target_, "batch");
  partial_ = target_;
  partial_ += ".partial";
  fs::create_directories(partial_);
  lock();
  try {
    if (!is_empty_file(journal()) && fs::exists(partial_ / "batch.json")) {
      if (begin == Begin::kAnew) {
        throw std::invalid_argument(partial_.string() +
                                    " holds an unfinished batch: go on with it by --resume, or remove it");
      }
      if (const auto other = difference(read_plan(partial_ / "batch.json"), plan)) {
        throw std::invalid_argument("cannot resume " + partial_.string() + ": " + *other);
      }
    } else {
      fs::remove(journal());
      write_plan(partial_ / "batch.json", plan);
    }
    fs::remove_all(result());
    fs::create_directory(result());
  } catch (...) {
    ::close(lock_);
    throw;
  }
}

BatchFolder::~BatchFolder() {
  if (lock_ < 0) return;
  std::error_code ignored;
  if (is_empty_file(journal())) fs::remove_all(partial_, ignored);
  ::close(lock_);
}

void BatchFolder::lock() {
  const fs::path file = partial_ / "lock";
  lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0) throw std::runtime_error("cannot write " + file.string() + ": " + std::strerror(errno));
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  ::close(lock_);
  if (error == EWOULDBLOCK) throw std::invalid_argument("another process is at work in " + partial_.string());
  throw std::runtime_error("cannot lock " + file.string() + ": " + std::strerror(error));
}

void BatchFolder::commit(bool keep_journal) {
  if (keep_journal) {
    fs::create_directory(result() / "shard");
    keep(journal(), shard_journal(result()));
    keep(partial_ / "batch.json", shard_plan(result()));
  }
  fs::remove_all(target_);
  fs::rename(result(), target_);
  fs::remove_all(partial_);
  ::close(lock_);
  lock_ = -1;
}

}  // namespace fabshock
