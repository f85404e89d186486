// The program as a user starts it: a call that is waited for, and a folder of its own for each test.
#pragma once
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace fabshock::test {

struct Outcome {
  int exit = -1;
  std::string text;  // standard output and standard error
};

// Runs the program in the repository's folder, where models/ and scenarios/ are.
inline Outcome call(const std::string& arguments, const std::string& folder = FABSHOCK_ROOT) {
  const std::string command = "cd '" + folder + "' && '" FABSHOCK_PROGRAM "' " + arguments + " 2>&1";
  Outcome out;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return out;
  std::array<char, 4096> block{};
  for (std::size_t n = 0; (n = std::fread(block.data(), 1, block.size(), pipe)) > 0;) out.text.append(block.data(), n);
  out.exit = WEXITSTATUS(::pclose(pipe));
  return out;
}

inline std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

class ProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              ("fabshock-cli-" + std::string(info->name()) + "-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string out(const std::string& name = "out") const { return (folder_ / name).string(); }
  std::filesystem::path folder_;
};

}  // namespace fabshock::test
