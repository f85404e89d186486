#include "calibration/kept.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "batch/journal.h"
#include "batch/lock.h"
#include "results/folder.h"

namespace fabshock {

using nlohmann::json;

struct KeptSearches::File {
  explicit File(const std::filesystem::path& folder) : lock(folder / "lock") {}
  Lock lock;
  std::optional<Journal> journal;
};

KeptSearches::KeptSearches(const std::filesystem::path& target, const std::string& plan, bool resume)
    : partial_(place_of_results(target)) {
  check_replaceable(partial_, "calibrate");
  partial_ += ".partial";
  const std::filesystem::path journal = partial_ / "journal";
  const bool is_there = std::filesystem::exists(journal);
  if (is_there && !resume) {
    throw std::invalid_argument(partial_.string() +
                                " holds an unfinished calibration: go on with it by --resume, or remove it");
  }
  std::filesystem::create_directories(partial_);
  file_ = std::make_unique<File>(partial_);
  if (!is_there) Journal::create(journal, plan);
  bool is_first = true;
  bool is_ours = true;
  file_->journal.emplace(journal, [&](Journal::Place, std::string_view record) {
    if (is_first) is_ours = record == plan;
    if (!is_first && is_ours) take_up(record);
    is_first = false;
  });
  if (!is_ours) {
    throw std::invalid_argument(partial_.string() +
                                " holds another calibration: other files, another section 'calibrate' or another "
                                "version; remove it, or name another folder with -o");
  }
}

KeptSearches::~KeptSearches() = default;

void KeptSearches::take_up(std::string_view record) {
  const json kept = json::parse(record);
  if (kept.contains("start")) {
    Fit& fit = fits_.emplace_back();
    kept.at("left_out").get_to(fit.left_out);
    kept.at("start").get_to(fit.start);
    kept.at("loss").get_to(fit.loss);
    kept.at("evaluations").get_to(fit.evaluations);
    kept.at("u").get_to(fit.u);
    return;
  }
  AbcPopulation& population = populations_.emplace_back();
  kept.at("lambda").get_to(population.lambda);
  kept.at("effective").get_to(population.effective);
  kept.at("accepted").get_to(population.accepted);
  for (const json& p : kept.at("particles")) {
    population.particles.push_back({p.at(0), p.at(1), p.at(2)});
  }
}

void KeptSearches::append(const std::string& record) {
  const std::lock_guard lock(appending_);
  file_->journal->append(record);
}

void KeptSearches::keep(const Fit& fit) {
  const json kept = {{"left_out", fit.left_out},
                     {"start", fit.start},
                     {"loss", fit.loss},
                     {"evaluations", fit.evaluations},
                     {"u", fit.u}};
  append(kept.dump());
}

void KeptSearches::keep(const AbcPopulation& population) {
  json kept = {{"lambda", population.lambda},
               {"effective", population.effective},
               {"accepted", population.accepted},
               {"particles", json::array()}};
  for (const Particle& p : population.particles) kept["particles"].push_back({p.u, p.loss, p.numbers});
  append(kept.dump());
}

void KeptSearches::remove() {
  file_.reset();
  std::filesystem::remove_all(partial_);
}

}  // namespace fabshock
