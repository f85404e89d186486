// Results that come in any order, handed on in the order of their numbers: what is computed from them is then the same
// bytes on any number of threads. Holds only those that came early.
#pragma once
#include <cstdint>
#include <map>
#include <utility>

namespace fabshock {

template <class T>
class InOrder {
 public:
  explicit InOrder(std::uint64_t first = 0) : next_(first) {}

  // Calls sink(number, result) for this one and all that waited for it, if it is their turn. Each number comes once.
  template <class Sink>
  void put(std::uint64_t number, T result, Sink&& sink) {
    if (number != next_) {
      early_.emplace(number, std::move(result));
      return;
    }
    sink(next_++, std::move(result));
    for (auto it = early_.begin(); it != early_.end() && it->first == next_; it = early_.erase(it)) {
      sink(next_++, std::move(it->second));
    }
  }

  std::uint64_t next() const { return next_; }  // all before it were handed on
  std::size_t waiting() const { return early_.size(); }

 private:
  std::uint64_t next_;
  std::map<std::uint64_t, T> early_;
};

}  // namespace fabshock
