// Progress of long work: on a terminal a bar with the time left after two seconds, in a log a line every half minute.
#pragma once
#include <chrono>
#include <cstdio>

namespace fabshock::cli {

class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  // On standard error.
  explicit Progress(bool shown);
  Progress(bool shown, bool terminal, std::FILE* out, Clock::time_point start);
  // Takes the bar away, however the work ended: what is printed next begins on a line of its own.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(double done, Clock::time_point now = Clock::now());  // done: 0..1
  void end();

 private:
  std::FILE* out_;
  Clock::time_point start_;
  Clock::time_point last_ = start_;
  bool shown_ = true;
  bool terminal_ = false;
  bool drawn_ = false;
};

}  // namespace fabshock::cli
