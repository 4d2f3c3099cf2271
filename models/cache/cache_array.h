// Tags, states and bytes of a set-associative cache.
// Models: which lines are present and in which protocol state; replacement.
// Not modelled: timing, ports, banks. Units: bytes. Errors: none; geometry is validated by the platform.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "amoeba/base/aligned_vector.h"
#include "amoeba/base/archive.h"
#include "amoeba/base/line_interleave.h"
#include "amoeba/base/replacement.h"
#include "amoeba/coherence/cache_protocol.h"

namespace amoeba {

struct Way {
  static constexpr std::uint64_t kNoLine = ~std::uint64_t{0};
  std::uint64_t line = kNoLine;  // address of the first byte
  CacheState state = CacheState::I;
  bool prefetched = false;  // and not used yet
};

class CacheArray {
 public:
  CacheArray(std::uint64_t bytes, unsigned ways, unsigned line_bytes, Replacement replacement)
      : ways_(ways),
        line_bytes_(line_bytes),
        sets_(bytes / ways / line_bytes),
        set_index_(line_bytes, sets_),
        policy_(replacement, ways) {
    clear(0, 0);
  }

  Way* find(std::uint64_t line) {
    Way* way = first_way(line);
    for (unsigned i = 0; i < ways_; ++i)
      if (way[i].line == line) return way + i;
    return nullptr;
  }
  // The way that `line` may take: a free one, else one of those in a stable state; null when every way of the set is in
  // transition.
  Way* victim(std::uint64_t line) {
    Way* set = first_way(line);
    std::uint32_t candidates = 0;
    for (unsigned i = 0; i < ways_; ++i) {
      if (set[i].line == Way::kNoLine) return set + i;
      if (is_stable(set[i].state)) candidates |= 1u << i;
    }
    return candidates == 0 ? nullptr : set + policy_.victim(recency_[set_index_(line)], candidates, random_);
  }
  std::byte* bytes(const Way& way) { return data_.data() + index_of(way) * line_bytes_; }
  // A hit, and a line that has just taken its way.
  void touch(const Way& way) { policy_.touch(recency(way), number_of(way)); }
  void fill(const Way& way) { policy_.fill(recency(way), number_of(way)); }
  // For those who record hits themselves: the words of the sets, a line's set, and the way's number in it.
  std::uint64_t& recency(const Way& way) { return recency_[set_of_line(way.line)]; }
  std::uint64_t* recency() { return recency_.data(); }
  std::uint32_t set_of_line(std::uint64_t line) const { return static_cast<std::uint32_t>(set_index_(line)); }
  unsigned number_of(const Way& way) { return static_cast<unsigned>(&way - first_way(way.line)); }
  const ReplacementPolicy& policy() const { return policy_; }
  unsigned line_bytes() const { return line_bytes_; }
  static void free(Way& way) { way = Way{}; }

  // Empty, with the random draws of `agent`.
  void clear(std::uint64_t seed, std::uint64_t agent) {
    tags_.assign(sets_ * ways_, Way{});
    data_.assign(tags_.size() * line_bytes_, std::byte{0});
    recency_.assign(sets_, policy_.initial());
    random_ = Random(seed, agent);
  }
  void serialize(Archive& archive) { archive(tags_, data_, recency_, random_); }
  const AlignedVector<Way>& ways() const { return tags_; }

 private:
  Way* first_way(std::uint64_t line) { return &tags_[set_index_(line) * ways_]; }
  std::size_t index_of(const Way& way) const { return static_cast<std::size_t>(&way - tags_.data()); }

  unsigned ways_;
  unsigned line_bytes_;
  std::uint64_t sets_;
  LineInterleave set_index_;
  AlignedVector<Way> tags_;
  std::vector<std::uint64_t> recency_;  // of each set, as the policy keeps it
  AlignedVector<std::byte> data_;
  ReplacementPolicy policy_;
  Random random_;
};

}  // namespace amoeba
