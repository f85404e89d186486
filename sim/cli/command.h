// What every subcommand shares. Exit codes: 0 done; 1 the run failed; 2 the input is wrong; 3 interrupted.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/diagnostics.h"

namespace fabshock::cli {

enum Exit : int { kDone = 0, kFailed = 1, kBadInput = 2, kInterrupted = 3 };

using Arguments = std::vector<std::string>;

int run(const Arguments& arguments);
int batch(const Arguments& arguments);
int merge(const Arguments& arguments);
int compare(const Arguments& arguments);
int contingency(const Arguments& arguments);
int sensitivity(const Arguments& arguments);
int hindcast(const Arguments& arguments);
int calibrate(const Arguments& arguments);
int explain(const Arguments& arguments);
int validate(const Arguments& arguments);
int graph(const Arguments& arguments);
int structure_of(const Arguments& arguments);  // `structure`
int create(const Arguments& arguments);        // `new`
int import_model(const Arguments& arguments);  // `import`

// Calls it, and says on standard error what it throws: its exit code, or that of what went wrong.
int guarded(const std::function<int()>& call);

// Prints what was found to stderr; kBadInput if there was an error, else kDone.
int report(const Diagnostics& diagnostics);

}  // namespace fabshock::cli
