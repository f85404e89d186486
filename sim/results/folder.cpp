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

ResultFolder::ResultFolder(fs::path target, const std::string& command) : target_(std::move(target)) {
  if (!target_.has_filename()) target_ = target_.parent_path();
  if (fs::exists(target_) &&
      !(fs::is_directory(target_) && (fs::is_empty(target_) || is_result_of(target_, command)))) {
    throw std::invalid_argument("refusing to replace " + target_.string() +
                                ": it holds something other than a result of 'fabshock " + command + "'");
  }
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
