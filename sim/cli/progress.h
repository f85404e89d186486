// Progress of long work: on a terminal a bar with the time left and the rate after two seconds, in a log a line every
// half minute.
#pragma once
#include <chrono>
#include <cstdio>
#include <string>

namespace fabshock::cli {

struct Work {  // what is to be done in all, for a rate
  double amount = 0;
  const char* unit = "";  // "days"
  double before = 0;      // the share of it that was done before this
};

class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  // On standard error.
  Progress(bool shown, Work work);
  Progress(bool shown, bool terminal, std::FILE* out, Clock::time_point start, Work work = {});
  // Takes the bar away, however the work ended: what is printed next begins on a line of its own.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // done: 0..1; note: what else to tell, cut off where the line would be longer than the terminal is wide.
  void show(double done, const std::string& note = "", Clock::time_point now = Clock::now());
  bool is_due(Clock::time_point now = Clock::now()) const;  // else show() does nothing
  void end();

 private:
  std::FILE* out_;
  Clock::time_point start_;
  Clock::time_point last_ = start_;
  Work work_;
  bool shown_ = true;
  bool terminal_ = false;
  bool drawn_ = false;
};

}  // namespace fabshock::cli
