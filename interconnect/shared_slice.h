// The shared cache slice of a home node: a set-associative store of line bytes with least-recently-used replacement.
// Models: presence, dirtiness, capacity; neither inclusive nor exclusive of the first-level caches.
// Not modelled: timing (the home node adds it). Units: bytes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/line_interleave.h"

namespace amoeba {

class SharedSlice {
 public:
  // `interleave` is the number of slices that share the address space line by line.
  SharedSlice(std::uint64_t bytes, unsigned ways, unsigned line_bytes, unsigned interleave);

  struct Entry {
    std::uint64_t line = kNoLine;
    std::uint64_t last_use = 0;
    bool dirty = false;
  };
  static constexpr std::uint64_t kNoLine = ~std::uint64_t{0};

  Entry* find(std::uint64_t line);  // and counts it as a use
  const Entry* peek(std::uint64_t line) const { return const_cast<SharedSlice*>(this)->lookup(line); }
  // The entry that `line` shall replace; the caller saves a dirty one first.
  Entry& victim(std::uint64_t line);
  void place(Entry& entry, std::uint64_t line, const std::byte* bytes, bool dirty);
  std::byte* bytes(const Entry& entry) {
    return data_.data() + static_cast<std::size_t>(&entry - entries_.data()) * line_bytes_;
  }

  void clear();
  void serialize(Archive& archive) { archive(entries_, data_, clock_); }

 private:
  Entry* set_of(std::uint64_t line) { return &entries_[set_index_(line) * ways_]; }
  Entry* lookup(std::uint64_t line);

  unsigned ways_, line_bytes_;
  std::uint64_t sets_;
  LineInterleave set_index_;
  std::uint64_t clock_ = 0;
  std::vector<Entry> entries_;
  std::vector<std::byte> data_;
};

}  // namespace amoeba
