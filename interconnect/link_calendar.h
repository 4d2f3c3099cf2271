// The cycles in which a link is busy, so that messages can reserve it ahead of time and out of order.
// Models: a bitmap over the next kSpan ticks; a message takes the first gap that holds all of its beats, which may lie
// before cycles that others have reserved. Beyond the bitmap nothing is remembered but the end of what is reserved, and
// messages queue there. Small, since a mesh has thousands of them and every message uses a dozen.
// Units: ticks. Errors: none; reservations are made at or after `now`, which never decreases.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>

#include "amoeba/base/ticks.h"

namespace amoeba {

class LinkCalendar {
 public:
  static constexpr Tick kSpan = 256;
  static constexpr unsigned kMostBeats = 64;  // of a message

  // Takes the first `beats` free ticks in a row that begin at or after `earliest`.
  Tick reserve(Tick earliest, unsigned beats, Tick now) {
    if (first_ + 64 <= now) slide(now & ~Tick{63});
    const Tick offset = earliest - first_;
    if (offset + 64 <= kSpan) {
      const unsigned word = word_of(earliest), next = word_of(earliest + 64), shift = earliest % 64;
      const std::uint64_t bits = ones(beats), spill = bits >> 1 >> (63 - shift);
      if (((busy_[word] & bits << shift) | (busy_[next] & spill)) == 0) {
        busy_[word] |= bits << shift;
        busy_[next] |= spill;
        ahead_ = std::max(ahead_, static_cast<std::uint32_t>(offset) + beats);
        return earliest;
      }
    }
    return find(earliest, beats);
  }

 private:
  static constexpr unsigned kWords = kSpan / 64;

  static std::uint64_t ones(unsigned count) { return ~std::uint64_t{0} >> (64 - count); }  // count > 0
  static unsigned word_of(Tick tick) { return static_cast<unsigned>(tick / 64 % kWords); }
  // The 64 ticks from `tick` on.
  std::uint64_t busy_from(Tick tick) const {
    const unsigned shift = tick % 64;
    return busy_[word_of(tick)] >> shift | busy_[word_of(tick + 64)] << 1 << (63 - shift);
  }
  [[gnu::noinline]] Tick find(Tick tick, unsigned beats) {
    while (tick + 64 <= first_ + kSpan) {
      const std::uint64_t begins = gaps(~busy_from(tick), beats);
      if (begins != 0) return mark(tick + static_cast<unsigned>(__builtin_ctzll(begins)), beats);
      tick += 64 - beats + 1;
    }
    return mark(queue(tick), beats);
  }
  // Behind everything. Gaps that are left before it close, or a message that comes later could use them and overtake.
  Tick queue(Tick tick) {
    const Tick end = first_ + ahead_;
    for (Tick gap = tick; gap < std::min(end, first_ + kSpan); ++gap)
      busy_[word_of(gap)] |= std::uint64_t{1} << gap % 64;
    return std::max(tick, end);
  }
  // Bits at which `beats` set bits of `free` begin.
  static std::uint64_t gaps(std::uint64_t free, unsigned beats) {
    for (unsigned length = 1; length < beats;) {
      const unsigned step = std::min(length, beats - length);
      free &= free >> step;
      length += step;
    }
    return free;
  }
  Tick mark(Tick start, unsigned beats) {
    const Tick last = first_ + kSpan;
    ahead_ = std::max(ahead_, static_cast<std::uint32_t>(start + beats - first_));
    if (start >= last) return start;
    const unsigned shift = start % 64;
    const std::uint64_t bits = ones(beats);
    busy_[word_of(start)] |= bits << shift;
    if (start + 64 - shift < last) busy_[word_of(start + 64)] |= bits >> 1 >> (63 - shift);
    return start;
  }
  // What enters the bitmap counts as busy as far as anything was reserved.
  void slide(Tick first) {
    if (first_ + ahead_ <= first) {
      busy_.fill(0);
      ahead_ = 0;
      first_ = first;
    } else {
      slide_on(first);
    }
  }
  [[gnu::noinline]] void slide_on(Tick first) {
    const Tick end = first_ + ahead_;
    for (; first_ < first; first_ += 64) {
      const Tick entering = first_ + kSpan;
      const Tick reserved = end > entering ? std::min<Tick>(end - entering, 64) : 0;
      busy_[word_of(entering)] = reserved == 0 ? 0 : ones(static_cast<unsigned>(reserved));
    }
    ahead_ = static_cast<std::uint32_t>(end - first_);
  }

  Tick first_ = 0;  // that the bitmap shows; a multiple of 64
  std::array<std::uint64_t, kWords> busy_{};
  std::uint32_t ahead_ = 0;  // nothing is reserved at or after so many ticks from the first
};

}  // namespace amoeba
