#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "calibration/kept.h"
#include "calibration/posterior.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/text.h"
#include "results/csv.h"
#include "results/folder.h"
#include "results/sha256.h"
#include "results/version.h"
#include "stats/quantiles.h"

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

void print_posterior(const Posterior& p) {
  std::printf("\nposterior: %zu particles, %zu of them different\n", p.populations.back().particles.size(),
              p.populations.back().different());
  std::vector<TextLine> lines = {{"parameter", "5 %", "median", "95 %"}};
  for (std::size_t i = 0; i < p.numbers.size(); ++i) {
    std::vector<double> values;
    for (const std::vector<double>& draw : p.draws) values.push_back(draw[i]);
    std::sort(values.begin(), values.end());
    TextLine& line = lines.emplace_back(TextLine{p.numbers[i].path});
    for (const double q : {0.05, 0.5, 0.95}) line.push_back(figure("%.4g", sorted_quantile(values, q)));
  }
  print_lines(lines, {false, true, true, true});
  std::printf("\nleft out, by the posterior, each with the discrepancy that the other episodes give\n");
  lines = {{"kind", "n", "median error", "inside", "half width", "crps", "discrepancy"}};
  for (const ScoreGroup& g : p.left_out.groups) {
    if (g.episode != "all") continue;
    const auto of = std::find_if(p.discrepancies.begin(), p.discrepancies.end(),
                                 [&](const Discrepancy& d) { return d.kind == g.kind; });
    const bool has = of != p.discrepancies.end();
    lines.push_back({g.kind, std::to_string(g.n), figure("%.3f", g.median_ln_error),
                     g.inside ? figure("%.0f %%", *g.inside * 100) : "", figure("%.2f", g.half_width),
                     figure("%.3f", g.score), has ? figure("%.3f", of->sd) : ""});
  }
  print_lines(lines, {false, true, true, true, true, true, true});
}

nlohmann::ordered_json settings_of(const Experiment& e) {
  return {{"experiment", e.name},
          {"seed", e.seed},
          {"starts", e.calibration->starts},
          {"evaluations", e.calibration->evaluations},
          {"hold", e.calibration->hold},
          {"together", e.calibration->together},
          {"particles", e.calibration->particles},
          {"draws", e.calibration->draws},
          {"scale", e.calibration->scale}};
}

// All that the results depend on.
std::string plan_of(const Experiment& e) {
  nlohmann::ordered_json plan{{"version", std::string(version())}};
  plan.update(settings_of(e));
  const Episodes episodes(e);
  for (const std::string& file : episodes.input_files()) plan["inputs"][file] = sha256_of_file(file);
  return plan.dump();
}

void write_manifest(const std::filesystem::path& folder, const Experiment& e, const Calibration& c) {
  nlohmann::ordered_json manifest{{"tool", "fabshock"},
                                  {"command", "calibrate"},
                                  {"version", std::string(version())},
                                  {"commit", std::string(git_commit())}};
  manifest.update(settings_of(e));
  for (const FittedNumber& number : c.numbers) manifest["parameters"].push_back(number.path);
  for (const std::string& file : c.input_files) {
    manifest["inputs"].push_back({{"path", file}, {"sha256", sha256_of_file(file)}});
  }
  package::write_json(folder / "manifest.json", manifest.dump(2));
}

struct Found {
  Calibration searches;
  std::optional<Posterior> posterior;
};

Found find(const Experiment& experiment, CalibrationOptions how, bool quiet) {
  Found found;
  Progress searching(!quiet, {.amount = 1, .unit = "searches"});
  how.progress = [&](double done) { searching.show(done); };
  found.searches = fabshock::calibrate(experiment, how);
  searching.end();
  if (experiment.calibration->particles == 0) return found;
  Progress sampling(!quiet, {.amount = 1, .unit = "posteriors"});
  how.progress = [&](double done) { sampling.show(done); };
  found.posterior = posterior_of(experiment, how);
  sampling.end();
  return found;
}

}  // namespace

int calibrate(const Arguments& arguments) {
  Options options("calibrate EXPERIMENT [-j THREADS] [-o DIR] [--resume] [-q]",
                  "Fits what an experiment samples to past episodes, all of them and without each in turn, and scores "
                  "both: in sample, and left out.");
  options.positional("EXPERIMENT", 1, 1);
  options.add()("threads,j", po::value<std::string>(), "threads [all cores]")("output,o", po::value<std::string>(),
                                                                              "folder for the results [results/NAME]")(
      "resume", "go on with one that was interrupted")("quiet,q", "no progress, no summary");
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
  KeptSearches kept(folder, plan_of(*experiment), options.has("resume"));
  ResultFolder out(folder, "calibrate");
  CalibrationOptions how;
  how.kept = &kept;
  how.threads = options.has("threads") ? options.whole<unsigned>("threads", 1)
                                       : std::max(1U, std::thread::hardware_concurrency());
  how.poll = check_interrupted;
  Found found;
  try {
    found = find(*experiment, how, options.has("quiet"));
  } catch (const Interrupted&) {
    std::cerr << "fabshock: interrupted; what was found is kept in " << kept.place().string()
              << ": --resume goes on with it\n";
    return kInterrupted;
  }
  const Calibration& c = found.searches;
  std::vector<package::Table> tables = write_calibration(out.path(), c);
  if (found.posterior) {
    const std::vector<package::Table> more = write_posterior(out.path(), *found.posterior);
    tables.insert(tables.end(), more.begin(), more.end());
  }
  write_manifest(out.path(), *experiment, c);
  CsvWriter timing(out.path() / "timing.csv", "command,threads,compiler,phase,seconds");
  timing.text("calibrate").integer(how.threads).text(compiler()).text("run");
  timing.number(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count()).end_row();
  timing.close();
  tables.push_back({"timing.csv", package::timing()});
  package::write(out.path(), experiment->name, experiment->title, tables);
  out.commit();
  kept.remove();
  if (options.has("quiet")) return kDone;
  print_parameters(c);
  print_scores(c);
  if (found.posterior) print_posterior(*found.posterior);
  std::printf("\nResults in %s/ (CSV; datapackage.json describes every column).\n", folder.c_str());
  return kDone;
}

}  // namespace fabshock::cli
