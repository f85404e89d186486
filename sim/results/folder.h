// A result folder appears whole or not at all: it is written under a temporary name beside its place and renamed.
#pragma once
#include <filesystem>
#include <string>

namespace fabshock {

// Throws std::invalid_argument where `target` holds anything but an earlier result of the same command.
void check_replaceable(const std::filesystem::path& target, const std::string& command);
// "results/x/" is "results/x", and a link is the folder that it leads to.
std::filesystem::path place_of_results(const std::filesystem::path& path);
// `whole` takes the place of `target`, by renaming; what is there goes to `aside` until then.
void put_in_place(const std::filesystem::path& whole, const std::filesystem::path& target,
                  const std::filesystem::path& aside);

class ResultFolder {
 public:
  // Throws as check_replaceable.
  ResultFolder(const std::filesystem::path& target, const std::string& command);
  ~ResultFolder();  // removes what was not committed
  ResultFolder(const ResultFolder&) = delete;
  ResultFolder& operator=(const ResultFolder&) = delete;

  const std::filesystem::path& path() const { return work_; }
  void commit();

 private:
  std::filesystem::path target_, work_, aside_;
  bool committed_ = false;
};

}  // namespace fabshock
