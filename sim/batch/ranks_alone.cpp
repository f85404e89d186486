// Without MPI.
#include <cstdlib>
#include <stdexcept>

#include "batch/ranks.h"

namespace fabshock {

struct Ranks::Job {};

Ranks::Ranks() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    const char* size = std::getenv(name);
    if (size != nullptr && std::atoi(size) > 1) {
      throw std::invalid_argument("this fabshock was built without MPI, and would run " + std::string(size) +
                                  " times: build it with -DFABSHOCK_MPI=ON");
    }
  }
}

Ranks::~Ranks() = default;

int Ranks::size() const {
  return 1;
}

int Ranks::rank() const {
  return 0;
}

std::optional<Ranks::Message> Ranks::receive() {
  return std::nullopt;
}

void Ranks::answer(int, const std::optional<Task>&) {}
void Ranks::say(RankSays, const std::string&) {}

std::optional<Task> Ranks::ask() {
  return std::nullopt;
}

}  // namespace fabshock
