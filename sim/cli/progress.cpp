#include "cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace fabshock::cli {
namespace {

double seconds(std::chrono::steady_clock::duration d) {
  return std::chrono::duration<double>(d).count();
}

std::string format(const char* form, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), form, value);
  return text.data();
}

// Of the terminal; wide enough where nobody says.
std::size_t columns() {
  winsize size{};
  constexpr std::size_t kUnknown = 200;
  constexpr std::size_t kLeast = 10;
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUnknown;
  return std::max<std::size_t>(kLeast, size.ws_col);
}

}  // namespace

Progress::Progress(bool shown, Work work) : Progress(shown, ::isatty(STDERR_FILENO) != 0, stderr, Clock::now(), work) {}

Progress::Progress(bool shown, bool terminal, std::FILE* out, Clock::time_point start, Work work)
    : out_(out), start_(start), work_(work), shown_(shown), terminal_(terminal) {}

Progress::~Progress() {
  end();
}

bool Progress::is_due(Clock::time_point now) const {
  constexpr double kPatience = 2.0;
  return shown_ && seconds(now - start_) >= kPatience && seconds(now - last_) >= (terminal_ ? 0.1 : 30.0);
}

void Progress::show(double done, const std::string& note, Clock::time_point now) {
  constexpr int kWidth = 40;
  if (done <= work_.before || !is_due(now)) return;
  last_ = now;
  const double elapsed = seconds(now - start_);
  const double left = elapsed / (done - work_.before) * (1.0 - done);
  const int filled = static_cast<int>(done * kWidth);
  std::string line = '[' + std::string(static_cast<std::size_t>(filled), '#') +
                     std::string(static_cast<std::size_t>(kWidth - filled), '.') + ']';
  line += format(" %3.0f %%", done * 100) + format("  %.0f s left", left);
  const double rate = (done - work_.before) * work_.amount / elapsed;
  if (work_.amount > 0) line += format(rate < 10 ? ", %.1f " : ", %.0f ", rate) + work_.unit + "/s";
  if (!note.empty()) line += ", " + note;
  if (terminal_) {
    line.resize(std::min(line.size(), columns() - 2));
    if ((static_cast<unsigned char>(line.back()) & 0xC0U) == 0xC0U) line.pop_back();  // a half of a character
  }
  std::fprintf(out_, "%s%s%s", terminal_ ? "\r" : "", line.c_str(), terminal_ ? note.empty() ? " " : " \033[K" : "\n");
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
