#include "results/folder.h"

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

}  // namespace

void check_replaceable(const fs::path& target, const std::string& command) {
  const fs::path name = target.filename();
  if (name.empty() || name == "." || name == "..") {
    throw std::invalid_argument("a folder for results needs a name of its own, not '" + target.string() + "'");
  }
  if (!fs::exists(target)) return;
  if (fs::is_directory(target) && (fs::is_empty(target) || is_result_of(target, command))) return;
  throw std::invalid_argument("refusing to replace " + target.string() +
                              ": it holds something other than a result of 'fabshock " + command + "'");
}

fs::path without_slash(fs::path path) {
  return path.has_filename() ? path : path.parent_path();
}

ResultFolder::ResultFolder(fs::path target, const std::string& command) : target_(without_slash(std::move(target))) {
  check_replaceable(target_, command);
  if (target_.has_parent_path()) fs::create_directories(target_.parent_path());
  work_ = target_;
  work_ += ".partial-" + std::to_string(::getpid());
  fs::remove_all(work_);
  fs::create_directory(work_);
}

ResultFolder::~ResultFolder() {
  std::error_code ignored;
  if (!committed_) fs::remove_all(work_, ignored);
}

void ResultFolder::commit() {
  fs::remove_all(target_);
  fs::rename(work_, target_);
  committed_ = true;
}

}  // namespace fabshock
