// scenario YAML -> Scenario -> Network -> Engine -> results CSV. Each subcommand has a file of its own beside this one.
#include <csignal>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <new>
#include <stdexcept>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "results/version.h"

namespace {

using fabshock::cli::Arguments;

struct Command {
  std::function<int(const Arguments&)> call;
  const char* line;
};

const std::map<std::string, Command>& commands() {
  static const std::map<std::string, Command> all = {
      {"run", {fabshock::cli::run, "run SCENARIO           run a scenario and write its results as CSV"}},
      {"batch",
       {fabshock::cli::batch, "batch EXPERIMENT       many runs on all cores: what comes out, and how sure it is"}},
      {"merge", {fabshock::cli::merge, "merge DIR...           the shards of a batch into one result"}},
      {"compare",
       {fabshock::cli::compare, "compare DIR [DIR_B]    arms against their baseline, or two results, with intervals"}},
      {"contingency",
       {fabshock::cli::contingency,
        "contingency SCENARIO   each facility knocked out in turn: what it is worth to all others"}},
      {"sensitivity",
       {fabshock::cli::sensitivity, "sensitivity EXPERIMENT which uncertain numbers drive the results, and how far"}},
      {"hindcast",
       {fabshock::cli::hindcast, "hindcast [EPISODE...]  past episodes: what is predicted beside what was observed"}},
      {"calibrate", {fabshock::cli::calibrate, "calibrate EXPERIMENT   how firms behave, fitted to past episodes"}},
      {"explain",
       {fabshock::cli::explain, "explain DIR ENTITY DATE why an entity is short on a day, walked back to its root"}},
      {"validate", {fabshock::cli::validate, "validate FILE...       all the errors of all the files, none run"}},
      {"graph", {fabshock::cli::graph, "graph MODEL            the supply network as dot, graphml or csv"}},
      {"structure",
       {fabshock::cli::structure_of,
        "structure MODEL        chokepoints: single points of failure, cuts, systemic risk"}},
      {"import", {fabshock::cli::import_model, "import eto DIR         a model from the tables of ETO's dataset"}},
      {"new", {fabshock::cli::create, "new NAME               a commented scenario to start from"}},
  };
  return all;
}

void help(std::ostream& out) {
  out << "fabshock simulates disruptions of Taiwan's chip fabs.\n\nusage: fabshock COMMAND [ARGUMENTS]\n\n";
  for (const auto& [name, command] : commands()) out << "  fabshock " << command.line << '\n';
  out << "\nfabshock COMMAND --help tells more; --version prints the version.\n";
}

int called(Arguments arguments) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
    help(arguments.empty() ? std::cerr : std::cout);
    return arguments.empty() ? fabshock::cli::kBadInput : fabshock::cli::kDone;
  }
  if (arguments[0] == "--version") {
    std::cout << "fabshock " << fabshock::version() << " (" << fabshock::git_commit() << ")\n";
    return fabshock::cli::kDone;
  }
  const auto found = commands().find(arguments[0]);
  if (found == commands().end()) {
    std::vector<std::string_view> names;
    for (const auto& [name, command] : commands()) names.emplace_back(name);
    std::cerr << "fabshock: error: no command '" << arguments[0] << "'\n";
    const std::string hint = fabshock::did_you_mean(arguments[0], names);
    if (!hint.empty()) std::cerr << "  hint: " << hint << '\n';
    return fabshock::cli::kBadInput;
  }
  arguments.erase(arguments.begin());
  return found->second.call(arguments);
}

}  // namespace

int fabshock::cli::guarded(const std::function<int()>& call) {
  try {
    return call();
  } catch (const std::invalid_argument& e) {
    std::cerr << "fabshock: error: " << e.what() << '\n';
    return kBadInput;
  } catch (const Interrupted&) {
    std::cerr << "fabshock: interrupted; nothing was written\n";
    return kInterrupted;
  } catch (const std::bad_alloc&) {
    std::cerr << "fabshock: error: not enough memory\n";
    return kFailed;
  } catch (const std::exception& e) {
    std::cerr << "fabshock: error: " << e.what() << '\n';
    return kFailed;
  }
}

int main(int argc, char** argv) {
  // A file that grows beyond what the system allows is an error like a full disk, with its message.
  std::signal(SIGXFSZ, SIG_IGN);
  return fabshock::cli::guarded([&] { return called({argv + 1, argv + argc}); });
}
