// Joins the shards of a batch: what the unsharded batch would have written, byte for byte.
#pragma once
#include <span>

#include "batch/batch.h"

namespace fabshock {

// The batch that the shards are of. Throws std::invalid_argument where the folders are not all shards of one batch,
// each once: which is missing, given twice, or of another batch.
BatchPlan merged_plan(std::span<const std::filesystem::path> shards);
// `folder` must be of that plan.
BatchOutcome merge(std::span<const std::filesystem::path> shards, const BatchPlan& plan, const BatchFolder& folder,
                   const BatchOptions& options);

}  // namespace fabshock
