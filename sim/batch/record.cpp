#include "batch/record.h"

#include <algorithm>
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
  template <class Container>
  void take(std::size_t n, Container& to) {  // n of its elements
    check(n * sizeof(typename Container::value_type));
    to.resize(n);
    if (n > 0) copy(to.data(), n * sizeof(typename Container::value_type));
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

std::optional<double> Replication::value_of(std::uint32_t key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? std::nullopt : std::optional{values[static_cast<std::size_t>(found - keys.begin())]};
}

void encode(const MeasureKey& key, std::string& bytes) {
  Head head;
  head.is_key = 1;
  bytes.clear();
  append(bytes, std::span<const Head>{&head, 1});
  for (const std::string* part : {&key.measure, &key.entity, &key.product, &key.unit}) {
    const auto length = static_cast<std::uint32_t>(part->size());
    append(bytes, std::span<const std::uint32_t>{&length, 1});
    bytes.append(*part);
  }
}

void encode(std::uint64_t task, const Replication& r, std::string& bytes) {
  Head head{.task = task, .seed = r.seed, .events = r.events, .fingerprint = r.fingerprint};
  head.layout = {static_cast<std::uint32_t>(r.refused.size()), static_cast<std::uint32_t>(r.drawn.size()),
                 static_cast<std::uint32_t>(r.keys.size()), static_cast<std::uint32_t>(r.series.size())};
  bytes.clear();
  append(bytes, std::span<const Head>{&head, 1});
  bytes.append(r.refused);
  append(bytes, std::span<const double>{r.drawn});
  append(bytes, std::span<const std::uint32_t>{r.keys});
  append(bytes, std::span<const double>{r.values});
  append(bytes, std::span<const double>{r.series});
}

void decode(std::string_view bytes, DecodedRecord& record) {
  Bytes in(bytes);
  const Head head = in.take<Head>();
  record.key.reset();
  if (head.is_key != 0) {
    MeasureKey& key = record.key.emplace();
    for (std::string* part : {&key.measure, &key.entity, &key.product, &key.unit}) {
      in.take(in.take<std::uint32_t>(), *part);
    }
    return;
  }
  record.task = head.task;
  record.layout = head.layout;
  Replication& r = record.replication;
  r.seed = head.seed;
  r.events = head.events;
  r.fingerprint = head.fingerprint;
  in.take(head.layout.refused, r.refused);
  in.take(head.layout.drawn, r.drawn);
  in.take(head.layout.rows, r.keys);
  in.take(head.layout.rows, r.values);
  in.take(in.empty() ? 0 : head.layout.series, r.series);
}

RecordLayout decode_layout(std::string_view bytes) {
  return Bytes(bytes).take<Head>().layout;
}

}  // namespace fabshock
