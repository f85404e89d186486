#pragma once
#include <string_view>

namespace fabshock {

std::string_view version();  // of the program, as in CMakeLists.txt
std::string_view
git_commit();  // that it was built from, "unknown" outside a repository; "+" where the tree was changed
std::string_view compiler();

}  // namespace fabshock
