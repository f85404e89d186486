#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <system_error>

#include "cli/command.h"
#include "cli/options.h"
#include "import/eto.h"

namespace fabshock::cli {

namespace po = boost::program_options;

namespace {

void print_import(const std::string& path, const ImportedModel& model) {
  std::cout << "wrote " << path << "; now: fabshock validate " << path << '\n'
            << "  " << model.products << " products, " << model.facilities << " facilities in " << model.regions
            << " regions, " << model.needs << (model.needs == 1 ? " need, " : " needs, ") << model.recipe_lines
            << " recipe lines\n\nAssumed, besides what the model says of its numbers:\n";
  for (const Counted& kind : model.assumptions) std::cout << std::setw(6) << kind.count << "  " << kind.what << '\n';
  std::cout << "\nRows:\n";
  for (const TableUse& table : model.tables) {
    std::cout << "  " << table.name << ": " << table.used << " of " << table.rows << " used\n";
    for (const Counted& reason : table.unused)
      std::cout << std::setw(6) << reason.count << "  not: " << reason.what << '\n';
  }
}

}  // namespace

int import_model(const Arguments& arguments) {
  Options options("import eto DIR [-o MODEL.yaml]",
                  "Writes a model made of the tables of ETO's Advanced Semiconductor Supply Chain Dataset (inputs.csv, "
                  "stages.csv, sequence.csv, providers.csv, provision.csv in DIR), and says what it assumed.");
  options.positional("DIR", 2, 2);
  options.add()("output,o", po::value<std::string>()->default_value("models/eto/model.yaml"), "the file to write");
  if (const auto exit = options.parse(arguments)) return *exit;
  if (options.positionals()[0] != "eto") {
    std::cerr << "fabshock: error: cannot import '" << options.positionals()[0] << "'\n"
              << "  hint: fabshock import eto DIR\n";
    return kBadInput;
  }
  const std::filesystem::path path = options.values()["output"].as<std::string>();
  if (std::filesystem::exists(path)) {
    std::cerr << "fabshock: error: " << path.string() << " exists\n";
    return kBadInput;
  }
  Diagnostics diagnostics;
  const auto model = import_eto(options.positionals()[1], diagnostics);
  if (report(diagnostics) != kDone || !model) return kBadInput;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << model->yaml;
  out.close();
  if (!out) {
    std::error_code failed;
    std::filesystem::remove(path, failed);  // what there is of it
    std::cerr << "fabshock: error: cannot write " << path.string() << '\n';
    return kFailed;
  }
  print_import(path.string(), *model);
  std::cout.flush();
  return std::cout ? kDone : kFailed;
}

}  // namespace fabshock::cli
