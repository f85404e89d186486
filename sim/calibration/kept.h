// What a calibration has found so far, in NAME.partial/journal beside the folder NAME of its results, so that one that
// was interrupted, or whose posterior failed, goes on where it was. It is gone once the results are there.
#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "calibration/abc_smc.h"
#include "calibration/fit.h"

namespace fabshock {

class KeptSearches {
 public:
  // plan: all that the results depend on. Throws std::invalid_argument where `target` holds something else than an
  // earlier calibration, where there is an unfinished one and `resume` is false, where that is another one than the
  // plan's, and where another process is at work.
  KeptSearches(const std::filesystem::path& target, const std::string& plan, bool resume);
  ~KeptSearches();
  KeptSearches(const KeptSearches&) = delete;
  KeptSearches& operator=(const KeptSearches&) = delete;

  const std::filesystem::path& place() const { return partial_; }
  const std::vector<Fit>& fits() const { return fits_; }
  const std::vector<AbcPopulation>& populations() const { return populations_; }
  void keep(const Fit& fit);  // from any thread
  void keep(const AbcPopulation& population);
  void remove();  // once the results are there

 private:
  void take_up(std::string_view record);
  void append(const std::string& record);

  struct File;  // the journal and its lock
  std::filesystem::path partial_;
  std::unique_ptr<File> file_;
  std::mutex appending_;
  std::vector<Fit> fits_;
  std::vector<AbcPopulation> populations_;
};

}  // namespace fabshock
