// Which lines a capacity-limited directory has room for: tags of a set-associative store, least recently used first
// out. Models: presence and recency. Not modelled: timing (the home node adds it), what is known of a line (Directory).
// Units: lines. Errors: none; geometry is validated by the platform.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/line_interleave.h"

namespace amoeba {

class SnoopFilter {
 public:
  // `interleave` is the number of home nodes that share the lines.
  SnoopFilter(unsigned entries, unsigned ways, unsigned line_bytes, unsigned interleave)
      : ways_(ways), set_index_(line_bytes, entries / ways, interleave), places_(entries) {}

  bool same_set(std::uint64_t a, std::uint64_t b) const { return set_index_(a) == set_index_(b); }
  bool contains(std::uint64_t line) const { return const_cast<SnoopFilter*>(this)->find(line, line) != nullptr; }
  // Whether the line has a place; counts as a use.
  bool touch(std::uint64_t line) {
    Place* place = find(line, line);
    if (place != nullptr) place->last_use = ++clock_;
    return place != nullptr;
  }
  // Gives the line a free place; false when its set has none.
  bool insert(std::uint64_t line) {
    Place* place = find(line, kNoLine);
    if (place != nullptr) *place = {line, ++clock_};
    return place != nullptr;
  }
  // False when the line had no place.
  bool erase(std::uint64_t line) {
    Place* place = find(line, line);
    if (place != nullptr) *place = Place{};
    return place != nullptr;
  }
  // The least recently used line in the way of `line` that may leave.
  template <class MayLeave>
  std::optional<std::uint64_t> victim(std::uint64_t line, MayLeave&& may_leave) const {
    const Place* set = &places_[set_index_(line) * ways_];
    const Place* oldest = nullptr;
    for (unsigned i = 0; i < ways_; ++i)
      if ((oldest == nullptr || set[i].last_use < oldest->last_use) && may_leave(set[i].line)) oldest = set + i;
    return oldest == nullptr ? std::nullopt : std::optional(oldest->line);
  }
  void clear() {
    places_.assign(places_.size(), {});
    clock_ = 0;
  }
  void serialize(Archive& archive) { archive(places_, clock_); }

 private:
  static constexpr std::uint64_t kNoLine = ~std::uint64_t{0};
  struct Place {
    std::uint64_t line = kNoLine;
    std::uint64_t last_use = 0;
  };

  // The place that holds `wanted` in the set of `line`.
  Place* find(std::uint64_t line, std::uint64_t wanted) {
    Place* set = &places_[set_index_(line) * ways_];
    for (unsigned i = 0; i < ways_; ++i)
      if (set[i].line == wanted) return set + i;
    return nullptr;
  }

  unsigned ways_;
  LineInterleave set_index_;
  std::vector<Place> places_;
  std::uint64_t clock_ = 0;
};

}  // namespace amoeba
