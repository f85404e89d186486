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

Progress::Progress(bool shown, Work work) : Progress(shown, ::isatty(STDERR_FILENO) != 0, stderr, Clock::now(), work) {}

Progress::Progress(bool shown, bool terminal, std::FILE* out, Clock::time_point start, Work work)
    : out_(out), start_(start), work_(work), shown_(shown), terminal_(terminal) {}

Progress::~Progress() {
  end();
}

void Progress::show(double done, Clock::time_point now) {
  constexpr double kPatience = 2.0;
  constexpr int kWidth = 40;
  if (!shown_ || done <= 0) return;
  const double elapsed = seconds(now - start_);
  if (elapsed < kPatience || seconds(now - last_) < (terminal_ ? 0.1 : 30.0)) return;
  last_ = now;
  const double left = elapsed / done * (1.0 - done);
  const int filled = static_cast<int>(done * kWidth);
  const std::string bar =
      std::string(static_cast<std::size_t>(filled), '#') + std::string(static_cast<std::size_t>(kWidth - filled), '.');
  std::fprintf(out_, "%s[%s] %3.0f %%  %.0f s left", terminal_ ? "\r" : "", bar.c_str(), done * 100, left);
  const double rate = done * work_.amount / elapsed;
  if (work_.amount > 0) std::fprintf(out_, rate < 10 ? ", %.1f %s/s" : ", %.0f %s/s", rate, work_.unit);
  std::fputs(terminal_ ? " " : "\n", out_);
  std::fflush(out_);
  drawn_ = terminal_;
}

void Progress::end() {
  if (!drawn_) return;
  std::fprintf(out_, "\r\033[K");
  std::fflush(out_);
  drawn_ = false;
}

}  // namespace fabshock::cli
