#include "cli/interrupt.h"

#include <csignal>

namespace fabshock::cli {
namespace {

// A signal handler can reach nothing else.
volatile std::sig_atomic_t interrupted = 0;

extern "C" void note(int) {
  interrupted = 1;
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
}

void check_interrupted() {
  if (interrupted != 0) throw Interrupted{};
}

}  // namespace fabshock::cli
