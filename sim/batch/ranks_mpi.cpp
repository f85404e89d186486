// With Boost.MPI, where CMake is told FABSHOCK_MPI.
#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>
#include <cstdlib>
#include <cstring>

#include "batch/ranks.h"

namespace fabshock {
namespace {

constexpr int kToRoot = 1;
constexpr int kToRank = 2;

// Open MPI, those that follow MPICH, and Slurm.
bool under_mpirun() {
  return std::getenv("OMPI_COMM_WORLD_SIZE") != nullptr || std::getenv("PMI_SIZE") != nullptr ||
         std::getenv("PMI_RANK") != nullptr || std::getenv("PMIX_RANK") != nullptr;
}

}  // namespace

struct Ranks::Job {
  boost::mpi::environment environment{boost::mpi::threading::funneled};
  boost::mpi::communicator world;
};

Ranks::Ranks() {
  if (under_mpirun()) job_ = std::make_unique<Job>();
}

Ranks::~Ranks() = default;

int Ranks::size() const {
  return job_ ? job_->world.size() : 1;
}

int Ranks::rank() const {
  return job_ ? job_->world.rank() : 0;
}

std::optional<Ranks::Message> Ranks::receive() {
  const auto there = job_->world.iprobe(boost::mpi::any_source, kToRoot);
  if (!there) return std::nullopt;
  Message message;
  message.from = there->source();
  job_->world.recv(message.from, kToRoot, message.text);
  message.what = static_cast<RankSays>(message.text.back());
  message.text.pop_back();
  return message;
}

void Ranks::answer(int rank, const std::optional<Task>& task) {
  std::string text;
  if (task) text.assign(reinterpret_cast<const char*>(&*task), sizeof *task);
  job_->world.send(rank, kToRank, text);
}

void Ranks::say(RankSays what, const std::string& text) {
  job_->world.send(0, kToRoot, text + static_cast<char>(what));
}

std::optional<Task> Ranks::ask() {
  say(RankSays::kAsks, "");
  std::string text;
  job_->world.recv(0, kToRank, text);
  if (text.empty()) return std::nullopt;
  Task task;
  std::memcpy(&task, text.data(), sizeof task);
  return task;
}

}  // namespace fabshock
