#include "results/folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace fabshock {
namespace {

namespace fs = std::filesystem;

bool is_result_of(const fs::path& folder, const std::string& command) {
  std::ifstream in(folder / "manifest.json");
  if (!in) return false;
  const auto manifest = nlohmann::json::parse(in, nullptr, false);
  return manifest.is_object() && manifest.value("tool", "") == "fabshock" && manifest.value("command", "") == command;
}

// Another file system than the folder that it is in.
bool is_mount_point(const fs::path& folder) {
  struct stat is {};
  struct stat in {};
  return ::stat(folder.c_str(), &is) == 0 && ::stat((folder / "..").c_str(), &in) == 0 && is.st_dev != in.st_dev;
}

}  // namespace

void check_replaceable(const fs::path& target, const std::string& command) {
  const fs::path name = target.filename();
  if (name.empty() || name == "." || name == "..") {
    throw std::invalid_argument("a folder for results needs a name of its own, not '" + target.string() + "'");
  }
  if (!fs::exists(target)) return;
  if (is_mount_point(target)) {
    throw std::invalid_argument("a mount point cannot be replaced: name a folder in " + target.string());
  }
  if (fs::is_directory(target) && (fs::is_empty(target) || is_result_of(target, command))) return;
  throw std::invalid_argument("refusing to replace " + target.string() +
                              ": it holds something other than a result of 'fabshock " + command + "'");
}

fs::path place_of_results(const fs::path& path) {
  const fs::path place = path.has_filename() ? path : path.parent_path();
  return fs::is_symlink(place) ? fs::weakly_canonical(place) : place;
}

void put_in_place(const fs::path& whole, const fs::path& target, const fs::path& aside) {
  if (fs::exists(target)) {
    fs::remove_all(aside);
    fs::rename(target, aside);
  }
  fs::rename(whole, target);
  fs::remove_all(aside);
}

ResultFolder::ResultFolder(const fs::path& target, const std::string& command) : target_(place_of_results(target)) {
  check_replaceable(target_, command);
  if (target_.has_parent_path()) fs::create_directories(target_.parent_path());
  work_ = aside_ = target_;
  work_ += ".partial-" + std::to_string(::getpid());
  aside_ += ".old-" + std::to_string(::getpid());
  fs::remove_all(work_);
  fs::create_directory(work_);
}

ResultFolder::~ResultFolder() {
  std::error_code ignored;
  if (!committed_) fs::remove_all(work_, ignored);
}

void ResultFolder::commit() {
  put_in_place(work_, target_, aside_);
  committed_ = true;
}

}  // namespace fabshock
