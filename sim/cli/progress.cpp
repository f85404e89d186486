#include "cli/progress.h"

#include <unistd.h>

#include <cstdio>
#include <string>

namespace fabshock::cli {
namespace {

double seconds(std::chrono::steady_clock::duration d) {
  return std::chrono::duration<double>(d).count();
}

}  // namespace

Progress::Progress(bool shown) : shown_(shown), terminal_(::isatty(STDERR_FILENO) != 0) {}

void Progress::show(double done) {
  constexpr double kPatience = 2.0;
  constexpr int kWidth = 40;
  if (!shown_ || done <= 0) return;
  const auto now = Clock::now();
  const double elapsed = seconds(now - start_);
  if (elapsed < kPatience || seconds(now - last_) < (terminal_ ? 0.1 : 30.0)) return;
  last_ = now;
  const double left = elapsed / done * (1.0 - done);
  const int filled = static_cast<int>(done * kWidth);
  const std::string bar =
      std::string(static_cast<std::size_t>(filled), '#') + std::string(static_cast<std::size_t>(kWidth - filled), '.');
  std::fprintf(stderr, terminal_ ? "\r[%s] %3.0f %%  %.0f s left " : "[%s] %3.0f %%  %.0f s left\n", bar.c_str(),
               done * 100, left);
  std::fflush(stderr);
  drawn_ = terminal_;
}

void Progress::end() {
  if (drawn_) std::fprintf(stderr, "\r\033[K");
}

}  // namespace fabshock::cli
