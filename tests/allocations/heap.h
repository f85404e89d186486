// How often this program has asked the heap for memory. It has one thread.
#pragma once
#include <cstddef>

namespace fabshock::test {

std::size_t taken_from_heap();

}  // namespace fabshock::test
