// The files of a batch. Rows come in the order of tasks: arms, then replications; with a stopping rule, stage by stage.
#pragma once
#include "batch/batch.h"
#include "batch/record.h"
#include "results/csv.h"
#include "results/package.h"

namespace fabshock {

class BatchFiles {  // that grow as replications are done: runs.csv, measures.csv
 public:
  BatchFiles(const std::filesystem::path& folder, const BatchPlan& plan);
  // A refused draw has no fingerprint, and no measures.
  void add(const Task& task, const Replication& replication, const KeyTable& keys);
  void flush();  // so that a reader sees what is done
  void close();

 private:
  const BatchPlan& plan_;
  std::vector<std::string> axes_;
  CsvWriter runs_, measures_;
};

void write_design(const std::filesystem::path& folder, const BatchPlan& plan);
// replications: of each arm, that were run.
void write_batch_manifest(const std::filesystem::path& folder, const BatchPlan& plan, std::uint32_t replications,
                          const std::vector<Refused>& refused);
// Does the folder hold the result of this plan?
bool is_whole(const std::filesystem::path& folder, const BatchPlan& plan);
// more: tables beside those of every batch.
void write_batch_package(const std::filesystem::path& folder, const BatchPlan& plan,
                         const std::vector<package::Table>& more);

}  // namespace fabshock
