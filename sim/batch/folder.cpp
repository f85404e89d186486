#include "batch/folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "batch/journal.h"
#include "results/folder.h"

namespace fabshock {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 5> kOurs = {"journal", "journal.new", "result", "old", "lock"};

fs::path partial_of(const fs::path& target) {
  fs::path partial = target;
  return partial += ".partial";
}

void check_ours(const fs::path& partial) {
  if (!fs::exists(partial)) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(partial)) {
    const auto is = [&](const char* name) { return entry.path().filename() == name; };
    if (std::none_of(kOurs.begin(), kOurs.end(), is)) {
      throw std::invalid_argument(partial.string() + " is where an unfinished batch is kept, but it holds " +
                                  entry.path().filename().string() + ": remove it, or name another folder with -o");
    }
  }
}

void keep(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::create_hard_link(from, to, failed);
  if (failed) fs::copy_file(from, to);
}

// What was written in the file system of this folder is on disk.
void sync_all(const fs::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = file >= 0 && ::syncfs(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  if (!synced) throw std::runtime_error("cannot write " + folder.string() + ": " + std::strerror(error));
}

}  // namespace

fs::path shard_journal(const fs::path& result) {
  return result / "shard" / "journal";
}

BatchPlan read_plan(const fs::path& journal) {
  const auto text = Journal::first(journal);
  if (!text) throw std::runtime_error(journal.string() + " is damaged at its beginning");
  return plan_of_text(*text);
}

void check_place(const fs::path& target, const std::string& command, Begin begin) {
  const fs::path place = place_of_results(target);
  const fs::path partial = partial_of(place);
  check_replaceable(place, command);
  check_ours(partial);
  if (begin == Begin::kAnew && fs::exists(partial / "journal")) {
    throw std::invalid_argument(partial.string() +
                                " holds an unfinished batch: go on with it by --resume, or remove it");
  }
}

BatchFolder::BatchFolder(const fs::path& target, const BatchPlan& plan, Begin begin)
    : target_(place_of_results(target)), partial_(partial_of(target_)) {
  check_place(target_, plan.command(), begin);
  fs::create_directories(partial_);
  lock_.emplace(partial_ / "lock");
  take_up(plan);
}

void BatchFolder::take_up(const BatchPlan& plan) {
  if (fs::exists(journal())) {
    if (const auto other = difference(read_plan(journal()), plan)) {
      throw std::invalid_argument("cannot resume " + partial_.string() + ": " + *other);
    }
  } else {
    Journal::create(journal(), to_text(plan));
    empty_ = fs::file_size(journal());
  }
  fs::remove_all(result());
  fs::create_directory(result());
}

BatchFolder::~BatchFolder() {
  if (!lock_) return;
  std::error_code ignored;
  if (fs::file_size(journal(), ignored) <= empty_) remove();
}

// The lock last, so that nobody begins in what is being removed.
void BatchFolder::remove() {
  std::error_code ignored;
  for (const char* name : kOurs) fs::remove_all(partial_ / name, ignored);
  fs::remove(partial_, ignored);
  lock_.reset();
}

void BatchFolder::commit(bool keep_journal) {
  if (keep_journal) {
    fs::create_directory(result() / "shard");
    keep(journal(), shard_journal(result()));
  }
  sync_all(result());
  put_in_place(result(), target_, partial_ / "old");
  sync_all(partial_);
  remove();
}

void remove_leftover(const fs::path& target) {
  const fs::path partial = partial_of(place_of_results(target));
  if (!fs::exists(partial / "journal")) return;
  check_ours(partial);
  const Lock lock(partial / "lock");
  for (const char* name : kOurs) fs::remove_all(partial / name);
  fs::remove(partial);
}

}  // namespace fabshock
