// The shared cache slice of a home node: a set-associative store of line bytes.
// Models: presence, dirtiness, capacity, replacement. Which lines come and leave is the home node's business.
// Not modelled: timing (the home node adds it). Units: bytes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "amoeba/base/aligned_vector.h"
#include "amoeba/base/archive.h"
#include "amoeba/base/line_interleave.h"
#include "amoeba/base/replacement.h"

namespace amoeba {

class SharedSlice {
 public:
  // `interleave` is the number of slices that share the address space line by line.
  SharedSlice(std::uint64_t bytes, unsigned ways, unsigned line_bytes, Replacement replacement, unsigned interleave);

  // A line and whether it is dirty in one word: the tags of a set of eight ways fit one cache line of the host.
  class Entry {
   public:
    Entry() = default;
    Entry(std::uint64_t line, bool dirty) : word_(line | (dirty ? 1 : 0)) {}
    std::uint64_t line() const { return word_ & ~std::uint64_t{1}; }
    bool dirty() const { return present() && (word_ & 1) != 0; }
    void set_dirty() { word_ |= 1; }
    bool holds(std::uint64_t line) const { return this->line() == line; }
    bool present() const { return word_ != kNothing; }
    void serialize(Archive& archive) { archive(word_); }

   private:
    static constexpr std::uint64_t kNothing = ~std::uint64_t{0};
    std::uint64_t word_ = kNothing;
  };

  Entry* find(std::uint64_t line);  // and counts it as a use
  const Entry* peek(std::uint64_t line) const { return const_cast<SharedSlice*>(this)->lookup(line); }
  // The entry that `line` shall replace, of those that may leave; the caller saves a dirty one first.
  template <class MayLeave>
  Entry& victim(std::uint64_t line, MayLeave&& may_leave) {
    Entry* set = set_of(line);
    std::uint32_t candidates = 0;
    for (unsigned i = 0; i < ways_; ++i) {
      if (!set[i].present()) return set[i];
      if (may_leave(set[i].line())) candidates |= 1u << i;
    }
    if (candidates == 0) throw std::logic_error("shared slice: no line of a full set may leave");
    return set[policy_.victim(recency_[set_index_(line)], candidates, random_)];
  }
  void place(Entry& entry, std::uint64_t line, const std::byte* bytes, bool dirty);
  std::byte* bytes(const Entry& entry) { return data_.data() + index_of(entry) * line_bytes_; }
  // Brings near in the host what is known of the line's set.
  void prefetch(std::uint64_t line) const {
    const std::uint64_t set = set_index_(line);
    __builtin_prefetch(&entries_[set * ways_]);
    __builtin_prefetch(&recency_[set], 1);
  }

  void clear(std::uint64_t seed = 0, std::uint64_t agent = 0);
  void serialize(Archive& archive) { archive(entries_, data_, recency_, random_); }

 private:
  Entry* set_of(std::uint64_t line) { return &entries_[set_index_(line) * ways_]; }
  Entry* lookup(std::uint64_t line);
  std::size_t index_of(const Entry& entry) const { return static_cast<std::size_t>(&entry - entries_.data()); }

  unsigned ways_, line_bytes_;
  std::uint64_t sets_;
  LineInterleave set_index_;
  ReplacementPolicy policy_;
  Random random_;
  AlignedVector<Entry> entries_;
  std::vector<std::uint64_t> recency_;  // of each set, as the policy keeps it
  AlignedVector<std::byte> data_;
};

}  // namespace amoeba
