// A file that one process at a time holds; the system lets go of it when the process ends, however that happens.
#pragma once
#include <filesystem>

namespace fabshock {

class Lock {
 public:
  // Throws std::invalid_argument where another process holds it, and std::runtime_error where it cannot be written.
  explicit Lock(const std::filesystem::path& file);
  ~Lock();
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace fabshock
