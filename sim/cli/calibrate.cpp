#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "calibration/fit.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/text.h"
#include "results/csv.h"
#include "results/folder.h"
#include "results/sha256.h"
#include "results/version.h"

namespace fabshock::cli {
namespace {

namespace po = boost::program_options;

std::string figure(const char* format, const std::optional<double>& value) {
  std::array<char, 32> text{};
  if (value) std::snprintf(text.data(), text.size(), format, *value);
  return text.data();
}

void print_parameters(const Calibration& c) {
  std::vector<TextLine> lines = {{"parameter", "standing", "fitted", "without one episode", "starts"}};
  const Fit& best = c.fits[c.best.front()];
  for (std::size_t i = 0; i < c.numbers.size(); ++i) {
    double low = 0;
    double high = 0;
    for (std::size_t s = 1; s < c.best.size(); ++s) {
      const double value = c.values[c.best[s]][i];
      low = s == 1 ? value : std::min(low, value);
      high = s == 1 ? value : std::max(high, value);
    }
    double least = c.values.front()[i];
    double most = least;
    for (std::size_t f = 0; f < c.fits.size() && c.fits[f].left_out.empty(); ++f) {
      least = std::min(least, c.values[f][i]);
      most = std::max(most, c.values[f][i]);
    }
    lines.push_back({c.numbers[i].path, figure("%.4g", c.standing[i]), figure("%.4g", c.values[c.best.front()][i]),
                     figure("%.4g", low) + " to " + figure("%.4g", high),
                     figure("%.4g", least) + " to " + figure("%.4g", most)});
  }
  std::printf("\nparameters, in canonical units (durations in hours); loss %s\n", figure("%.2f", best.loss).c_str());
  print_lines(lines, {false, true, true, true, true});
}

void print_scores(const Calibration& c) {
  std::printf("\nscores: of logarithms; left out: by the fit to the other episodes\n");
  std::vector<TextLine> lines = {{"parameters", "kind", "n", "median error", "skill", "", "median", ""},
                                 {"", "", "", "", "no change", "fading", "no change", "fading"}};
  const std::array<std::pair<const char*, const Hindcast*>, 3> all = {
      {{"standing", &c.before}, {"in sample", &c.in_sample}, {"left out", &c.left_out}}};
  for (const auto& [name, hindcast] : all) {
    for (const ScoreGroup& g : hindcast->groups) {
      if (g.episode != "all") continue;
      lines.push_back({name, g.kind, std::to_string(g.n), figure("%.3f", g.median_ln_error),
                       figure("%.2f", g.skill_no_change), figure("%.2f", g.skill_fading),
                       figure("%.3f", g.median_no_change), figure("%.3f", g.median_fading)});
    }
  }
  std::vector<bool> right(lines.front().size(), true);
  right[0] = right[1] = false;
  print_lines(lines, right);
}

void write_manifest(const std::filesystem::path& folder, const Experiment& e, const Calibration& c) {
  nlohmann::ordered_json manifest{{"tool", "fabshock"},
                                  {"command", "calibrate"},
                                  {"version", std::string(version())},
                                  {"commit", std::string(git_commit())},
                                  {"experiment", e.name},
                                  {"seed", e.seed},
                                  {"starts", e.calibration->starts},
                                  {"evaluations", e.calibration->evaluations},
                                  {"hold", e.calibration->hold},
                                  {"scale", e.calibration->scale}};
  for (const FittedNumber& number : c.numbers) manifest["parameters"].push_back(number.path);
  for (const std::string& file : c.input_files) {
    manifest["inputs"].push_back({{"path", file}, {"sha256", sha256_of_file(file)}});
  }
  package::write_json(folder / "manifest.json", manifest.dump(2));
}

}  // namespace

int calibrate(const Arguments& arguments) {
  Options options("calibrate EXPERIMENT [-j THREADS] [-o DIR] [-q]",
                  "Fits what an experiment samples to past episodes, all of them and without each in turn, and scores "
                  "both: in sample, and left out.");
  options.positional("EXPERIMENT", 1, 1);
  options.add()("threads,j", po::value<std::string>(), "threads [all cores]")(
      "output,o", po::value<std::string>(), "folder for the results [results/NAME]")("quiet,q",
                                                                                     "no progress, no summary");
  if (const auto exit = options.parse(arguments)) return *exit;
  const auto begun = std::chrono::steady_clock::now();
  Diagnostics diagnostics;
  const auto experiment = load_experiment(options.positionals()[0], diagnostics);
  if (experiment && !experiment->calibration) {
    diagnostics.error({}, "'" + options.positionals()[0] + "' does not say how to fit", "a section 'calibrate' in it");
  }
  if (experiment && diagnostics.ok()) check_episodes(*experiment, diagnostics);
  if (report(diagnostics) != kDone || !experiment) return kBadInput;
  catch_interrupts();
  const std::string folder = options.has("output") ? options.text("output") : "results/" + experiment->name;
  ResultFolder out(folder, "calibrate");
  CalibrationOptions how;
  how.threads = options.has("threads") ? options.whole<unsigned>("threads", 1)
                                       : std::max(1U, std::thread::hardware_concurrency());
  how.poll = check_interrupted;
  Progress progress(!options.has("quiet"), {.amount = 1, .unit = "searches"});
  how.progress = [&](double done) { progress.show(done); };
  const Calibration c = fabshock::calibrate(*experiment, how);
  progress.end();
  const std::vector<package::Table> tables = write_calibration(out.path(), c);
  write_manifest(out.path(), *experiment, c);
  CsvWriter timing(out.path() / "timing.csv", "command,threads,compiler,phase,seconds");
  timing.text("calibrate").integer(how.threads).text(compiler()).text("run");
  timing.number(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count()).end_row();
  timing.close();
  std::vector<package::Table> all = tables;
  all.push_back({"timing.csv", package::timing()});
  package::write(out.path(), experiment->name, experiment->title, all);
  out.commit();
  if (options.has("quiet")) return kDone;
  print_parameters(c);
  print_scores(c);
  std::printf("\nResults in %s/ (CSV; datapackage.json describes every column).\n", folder.c_str());
  return kDone;
}

}  // namespace fabshock::cli
