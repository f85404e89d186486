// Ctrl-C during a run: the program says so, and its folders are as they were before it was started.
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <thread>
#include <vector>

#include "cli/program.h"

namespace fabshock::test::interrupt_test {
namespace {

namespace fs = std::filesystem;

// A century of a world that takes tens of seconds: it is still running when the test has seen that it has begun.
const std::vector<std::string> kLongRun = {"run", "stationary", "--set", "horizon=100 y"};

// Waits until something holds, for as long as a slow machine may take.
template <class Condition>
bool eventually(Condition holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

// The program running in the repository's folder, its standard output and standard error sent to open files.
class Running {
 public:
  Running(std::vector<std::string> arguments, int out, int err) {
    arguments.insert(arguments.begin(), FABSHOCK_PROGRAM);
    std::vector<char*> words;
    for (std::string& a : arguments) words.push_back(a.data());
    words.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ != 0) return;
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    if (::chdir(FABSHOCK_ROOT) == 0) ::execv(FABSHOCK_PROGRAM, words.data());
    ::_exit(127);
  }
  ~Running() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  pid_t pid() const { return pid_; }
  void send(int signal) const { ::kill(pid_, signal); }
  // Its exit code; -1 if it was a signal that ended it.
  int wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
};

class Interrupts : public ProgramTest {
 protected:
  int file(const std::string& name) const { return ::open(out(name).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600); }

  // Starts the long run, sends the signal when its folder for unfinished results is there, and gives the exit code.
  int interrupted(int signal) {
    const int text = file("stdout");
    const int complaint = file("stderr");
    std::vector<std::string> arguments = kLongRun;
    arguments.insert(arguments.end(), {"-o", out()});
    Running run(arguments, text, complaint);
    ::close(text);
    ::close(complaint);
    const fs::path partial = out("out.partial-" + std::to_string(run.pid()));
    EXPECT_TRUE(eventually([&] { return fs::exists(partial); }));
    run.send(signal);
    return run.wait();
  }

  std::set<std::string> names() const {
    std::set<std::string> all;
    for (const auto& entry : fs::directory_iterator(folder_)) all.insert(entry.path().filename().string());
    return all;
  }
};

TEST_F(Interrupts, EndARunAndLeaveNothingBehind) {
  for (const int signal : {SIGINT, SIGTERM}) {
    EXPECT_EQ(interrupted(signal), 3);
    EXPECT_EQ(read(out("stderr")), "fabshock: interrupted; nothing was written\n");
    EXPECT_EQ(read(out("stdout")), "");
    EXPECT_EQ(names(), (std::set<std::string>{"stderr", "stdout"}));
  }
}

TEST_F(Interrupts, LeaveAnEarlierResultAsItWas) {
  ASSERT_EQ(call("run tutorial-outage -q -o " + out()).exit, 0);
  const std::string before = read(out("out/manifest.json"));
  EXPECT_EQ(interrupted(SIGINT), 3);
  EXPECT_EQ(read(out("out/manifest.json")), before);
  EXPECT_EQ(names(), (std::set<std::string>{"out", "stderr", "stdout"}));
}

// What came through a terminal so far.
void take(int terminal, std::string& text) {
  std::array<char, 4096> block{};
  for (ssize_t n = 0; (n = ::read(terminal, block.data(), block.size())) > 0;) {
    text.append(block.data(), static_cast<std::size_t>(n));
  }
}

TEST_F(Interrupts, TakeTheBarOffTheTerminal) {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
  ASSERT_GE(terminal, 0);
  ASSERT_EQ(::grantpt(terminal), 0);
  ASSERT_EQ(::unlockpt(terminal), 0);
  const int screen = ::open(::ptsname(terminal), O_RDWR | O_NOCTTY);
  ASSERT_GE(screen, 0);
  const int text = file("stdout");
  std::vector<std::string> arguments = kLongRun;
  arguments.insert(arguments.end(), {"-o", out()});
  Running run(arguments, text, screen);
  ::close(text);
  std::string seen;
  EXPECT_TRUE(eventually([&] {
    take(terminal, seen);
    return seen.find(" days/s ") != std::string::npos;
  }));
  run.send(SIGINT);
  EXPECT_EQ(run.wait(), 3);
  take(terminal, seen);
  ::close(screen);
  ::close(terminal);
  EXPECT_EQ(seen.rfind("\r[", 0), 0U) << seen;
  const std::string end = " days/s \r\033[Kfabshock: interrupted; nothing was written\r\n";
  EXPECT_TRUE(seen.ends_with(end)) << seen;
}

}  // namespace
}  // namespace fabshock::test::interrupt_test
