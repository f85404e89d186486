// The files of a batch. Rows come in the order of arms, then replications.
#pragma once
#include "experiment/batch.h"
#include "results/csv.h"

namespace fabshock {

class BatchFiles {
 public:
  // axes: of all arms; one column of runs.csv each.
  BatchFiles(const std::filesystem::path& folder, std::vector<std::string> axes);
  // values: by the arm's axes; of another arm's axis the column is empty. A refused draw has no fingerprint.
  void run(const std::string& arm, std::uint32_t replication, std::uint64_t seed, std::uint64_t events,
           std::uint64_t fingerprint, const std::vector<std::string>& axes, const std::vector<double>& values);
  CsvWriter& measures() { return measures_; }
  CsvWriter& summary() { return summary_; }
  void close();

 private:
  std::vector<std::string> axes_;
  CsvWriter runs_, measures_, summary_;
};

void write_design(const std::filesystem::path& folder, const Arms& arms);
void write_batch_package(const std::filesystem::path& folder, const Experiment& experiment, const Arms& arms,
                         const std::vector<std::string>& axes);
// starts: when the worlds of the arms begin; kind: of need, that is told of beside all (results/blocs.h).
void write_batch_manifest(const std::filesystem::path& folder, const Experiment& experiment, const Arms& arms,
                          const std::vector<Time>& starts, const std::string& kind, const std::vector<Refused>& refused,
                          const std::vector<std::string>& files);

}  // namespace fabshock
