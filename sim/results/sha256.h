#pragma once
#include <filesystem>
#include <string>

namespace fabshock {

// SHA-256 of a file's bytes in hexadecimal (libcrypto). Throws std::runtime_error where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace fabshock
