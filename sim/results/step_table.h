// A row of numbers for each step of a run, in one piece of memory that is kept from run to run.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace fabshock {

template <class T>
class StepTable {
 public:
  void clear() { values_.clear(); }
  // Rows of one table have one width, above 0.
  std::span<T> add_row(std::size_t width) {
    width_ = width;
    values_.resize(values_.size() + width);
    return std::span{values_}.last(width);
  }
  std::size_t size() const { return values_.empty() ? 0 : values_.size() / width_; }
  std::span<const T> operator[](std::size_t step) const { return std::span{values_}.subspan(step * width_, width_); }

 private:
  std::vector<T> values_;
  std::size_t width_ = 1;
};

}  // namespace fabshock
