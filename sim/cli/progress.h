// Progress of long work on a terminal: a bar with the time left after two seconds, a line every half minute in a log.
#pragma once
#include <chrono>

namespace fabshock::cli {

class Progress {
 public:
  explicit Progress(bool shown);
  void show(double done);  // 0..1
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
  bool shown_ = true;
  bool terminal_ = false;
  bool drawn_ = false;
};

}  // namespace fabshock::cli
