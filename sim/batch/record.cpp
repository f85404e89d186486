#include "batch/record.h"

#include <cstring>
#include <stdexcept>

namespace fabshock {
namespace {

// As the machine has it: a journal is read where it was written, or on machines of one kind.
struct Head {
  std::uint64_t is_key = 0, task = 0, seed = 0, events = 0, fingerprint = 0;
  RecordLayout layout{};
};

class Bytes {  // read in turn
 public:
  explicit Bytes(std::string_view all) : left_(all) {}
  bool empty() const { return left_.empty(); }
  template <class T>
  T take() {
    T value{};
    copy(&value, sizeof value);
    return value;
  }
  template <class T>
  std::vector<T> take(std::size_t n) {
    check(n * sizeof(T));
    std::vector<T> values(n);
    if (n > 0) copy(values.data(), n * sizeof(T));
    return values;
  }
  std::string text(std::size_t n) {
    check(n);
    std::string value(left_.substr(0, n));
    left_.remove_prefix(n);
    return value;
  }

 private:
  void check(std::size_t n) const {
    if (left_.size() < n) throw std::runtime_error("a record that ends too early");
  }
  void copy(void* to, std::size_t n) {
    check(n);
    std::memcpy(to, left_.data(), n);
    left_.remove_prefix(n);
  }
  std::string_view left_;
};

template <class T>
void append(std::string& bytes, std::span<const T> values) {
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

}  // namespace

std::size_t RecordLayout::refused_at() {
  return sizeof(Head);
}

std::optional<std::uint32_t> KeyTable::find(const MeasureKey& key) const {
  const auto found = ids_.find(key);
  return found == ids_.end() ? std::nullopt : std::optional{found->second};
}

std::uint32_t KeyTable::add(const MeasureKey& key) {
  const std::uint32_t id = size();
  keys_.push_back(&ids_.emplace(key, id).first->first);
  return id;
}

std::string encode_key(const MeasureKey& key) {
  std::string bytes;
  Head head;
  head.is_key = 1;
  append(bytes, std::span<const Head>{&head, 1});
  for (const std::string* part : {&key.measure, &key.entity, &key.product, &key.unit}) {
    const auto length = static_cast<std::uint32_t>(part->size());
    append(bytes, std::span<const std::uint32_t>{&length, 1});
    bytes.append(*part);
  }
  return bytes;
}

std::string encode_replication(std::uint64_t task, const Replication& r, std::span<const std::uint32_t> keys,
                               std::span<const double> values) {
  Head head{.task = task, .seed = r.seed, .events = r.events, .fingerprint = r.fingerprint};
  head.layout = {static_cast<std::uint32_t>(r.refused.size()), static_cast<std::uint32_t>(r.drawn.size()),
                 static_cast<std::uint32_t>(keys.size()), static_cast<std::uint32_t>(r.series.size())};
  std::string bytes;
  bytes.reserve(head.layout.series_at() + r.series.size() * sizeof(double));
  append(bytes, std::span<const Head>{&head, 1});
  bytes.append(r.refused);
  append(bytes, std::span<const double>{r.drawn});
  append(bytes, keys);
  append(bytes, values);
  append(bytes, std::span<const double>{r.series});
  return bytes;
}

DecodedRecord decode(std::string_view bytes) {
  Bytes in(bytes);
  const Head head = in.take<Head>();
  DecodedRecord record;
  if (head.is_key != 0) {
    MeasureKey& key = record.key.emplace();
    for (std::string* part : {&key.measure, &key.entity, &key.product, &key.unit}) {
      *part = in.text(in.take<std::uint32_t>());
    }
    return record;
  }
  record.task = head.task;
  record.layout = head.layout;
  Replication& r = record.replication;
  r.seed = head.seed;
  r.events = head.events;
  r.fingerprint = head.fingerprint;
  r.refused = in.text(head.layout.refused);
  r.drawn = in.take<double>(head.layout.drawn);
  record.keys = in.take<std::uint32_t>(head.layout.rows);
  record.values = in.take<double>(head.layout.rows);
  if (!in.empty()) r.series = in.take<double>(head.layout.series);
  return record;
}

RecordLayout decode_layout(std::string_view bytes) {
  return Bytes(bytes).take<Head>().layout;
}

}  // namespace fabshock
