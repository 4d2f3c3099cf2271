// Tags, states and bytes of a set-associative cache with least-recently-used replacement.
// Models: which lines are present and in which protocol state; recency by a use counter.
// Not modelled: timing, ports, banks. Units: bytes. Errors: none; geometry is validated by the platform.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/line_interleave.h"
#include "amoeba/coherence/cache_protocol.h"

namespace amoeba {

struct Way {
  static constexpr std::uint64_t kNoLine = ~std::uint64_t{0};
  std::uint64_t line = kNoLine;  // address of the first byte
  std::uint64_t last_use = 0;
  CacheState state = CacheState::I;
};

class CacheArray {
 public:
  CacheArray(std::uint64_t bytes, unsigned ways, unsigned line_bytes)
      : ways_(ways), line_bytes_(line_bytes), sets_(bytes / ways / line_bytes), set_index_(line_bytes, sets_) {
    clear();
  }

  Way* find(std::uint64_t line) {
    Way* way = set_of(line);
    for (unsigned i = 0; i < ways_; ++i)
      if (way[i].line == line) return way + i;
    return nullptr;
  }
  // The way that `line` may take: a free one, else the least recently used among those in a stable state; null when
  // every way of the set is in transition.
  Way* victim(std::uint64_t line) {
    Way* oldest = nullptr;
    Way* way = set_of(line);
    for (unsigned i = 0; i < ways_; ++i) {
      if (way[i].line == Way::kNoLine) return way + i;
      if (is_stable(way[i].state) && (oldest == nullptr || way[i].last_use < oldest->last_use)) oldest = way + i;
    }
    return oldest;
  }
  std::byte* bytes(const Way& way) {
    return data_.data() + static_cast<std::size_t>(&way - tags_.data()) * line_bytes_;
  }
  void touch(Way& way) { way.last_use = ++use_clock_; }
  std::uint64_t& use_clock() { return use_clock_; }
  unsigned line_bytes() const { return line_bytes_; }
  static void free(Way& way) { way = Way{}; }

  void clear() {
    tags_.assign(sets_ * ways_, Way{});
    data_.assign(tags_.size() * line_bytes_, std::byte{0});
    use_clock_ = 0;
  }
  void serialize(Archive& archive) { archive(tags_, data_, use_clock_); }
  const std::vector<Way>& ways() const { return tags_; }

 private:
  Way* set_of(std::uint64_t line) { return &tags_[set_index_(line) * ways_]; }

  unsigned ways_;
  unsigned line_bytes_;
  std::uint64_t sets_;
  LineInterleave set_index_;
  std::uint64_t use_clock_ = 0;
  std::vector<Way> tags_;
  std::vector<std::byte> data_;
};

}  // namespace amoeba
