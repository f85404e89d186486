// When the progress of a run is shown, and as what: by a clock that the test sets.
#include "cli/progress.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "cli/program.h"

namespace fabshock::test::progress_test {
namespace {

using cli::Progress;
using std::chrono::milliseconds;
using std::chrono::seconds;

// What a Progress writes, and the time since it was made.
class Shown {
 public:
  Shown(bool shown, bool terminal)
      : out_(::open_memstream(&text_, &size_)),
        progress_(shown, terminal, out_, Progress::Clock::time_point{}, {1000, "days"}) {}
  ~Shown() {
    progress_.end();
    std::fclose(out_);
    std::free(text_);
  }
  Shown(const Shown&) = delete;
  Shown& operator=(const Shown&) = delete;

  void at(milliseconds time, double done) { progress_.show(done, "", Progress::Clock::time_point{} + time); }
  void end() { progress_.end(); }
  // What was written since the last call.
  std::string take() {
    std::fflush(out_);
    std::string fresh(text_ + taken_, size_ - taken_);
    taken_ = size_;
    return fresh;
  }

 private:
  char* text_ = nullptr;
  std::size_t size_ = 0;
  std::size_t taken_ = 0;
  std::FILE* out_;
  Progress progress_;
};

TEST(Progress, OnATerminalABarAfterTwoSeconds) {
  Shown bar(true, true);
  bar.at(milliseconds(1999), 0.3);
  EXPECT_EQ(bar.take(), "");
  bar.at(seconds(2), 0.25);
  EXPECT_EQ(bar.take(), "\r[##########..............................]  25 %  6 s left, 125 days/s ");
  bar.at(milliseconds(2099), 0.3);  // ten times a second at most
  EXPECT_EQ(bar.take(), "");
  bar.at(milliseconds(2100), 0.5);
  EXPECT_EQ(bar.take(), "\r[####################....................]  50 %  2 s left, 238 days/s ");
  bar.at(seconds(4), 1);
  EXPECT_EQ(bar.take(), "\r[########################################] 100 %  0 s left, 250 days/s ");
  bar.end();
  EXPECT_EQ(bar.take(), "\r\033[K");
  bar.end();  // the bar is gone already
  EXPECT_EQ(bar.take(), "");
}

TEST(Progress, InALogALineEveryHalfMinute) {
  Shown log(true, false);
  log.at(milliseconds(29'999), 0.4);
  EXPECT_EQ(log.take(), "");
  log.at(seconds(30), 0.5);
  EXPECT_EQ(log.take(), "[####################....................]  50 %  30 s left, 17 days/s\n");
  log.at(milliseconds(59'999), 0.6);
  EXPECT_EQ(log.take(), "");
  log.at(seconds(60), 0.75);
  EXPECT_EQ(log.take(), "[##############################..........]  75 %  20 s left, 12 days/s\n");
  log.end();  // lines of a log stay
  EXPECT_EQ(log.take(), "");
}

TEST(Progress, NothingWhereNoneIsWantedOrNothingIsDone) {
  Shown quiet(false, true);
  quiet.at(seconds(100), 0.5);
  quiet.end();
  EXPECT_EQ(quiet.take(), "");
  Shown idle(true, true);
  idle.at(seconds(100), 0);  // how long it will take cannot be told
  idle.end();
  EXPECT_EQ(idle.take(), "");
}

TEST(Progress, ABarGoesWithItsOwner) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* out = ::open_memstream(&text, &size);
  {
    Progress progress(true, true, out, Progress::Clock::time_point{});
    progress.show(0.5, "", Progress::Clock::time_point{} + seconds(3));
  }
  std::fclose(out);
  EXPECT_EQ(std::string(text, size), "\r[####################....................]  50 %  3 s left \r\033[K");
  std::free(text);
}

using ProgressOfARun = test::ProgramTest;

TEST_F(ProgressOfARun, IsNotShownOfAShortRunOnAPipe) {
  const test::Outcome run = test::call("run tutorial-outage -o " + out());
  EXPECT_EQ(run.exit, 0);
  EXPECT_NE(run.text.find("phones-us"), std::string::npos) << run.text;  // the summary is
  EXPECT_EQ(run.text.find(" s left"), std::string::npos) << run.text;
  EXPECT_EQ(run.text.find('\r'), std::string::npos) << run.text;
}

TEST_F(ProgressOfARun, QuietSaysNothingAtAll) {
  const test::Outcome run = test::call("run tutorial-outage --quiet -o " + out());
  EXPECT_EQ(run.exit, 0);
  EXPECT_EQ(run.text, "");
}

}  // namespace
}  // namespace fabshock::test::progress_test
