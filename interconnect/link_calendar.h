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
  static constexpr Tick kSpan = 256;  // the longest way over a mesh of 16 x 16 and what the fabric reserves ahead
  static constexpr unsigned kMostBeats = 64;  // of a message

  // Takes the first `beats` free ticks in a row that begin at or after `earliest`.
  Tick reserve(Tick earliest, unsigned beats, Tick now) {
    slide(now & ~Tick{63});
    const Tick offset = earliest - first_;
    if (offset + 64 <= kSpan) {
      const unsigned word = word_of(earliest), next = word_of(earliest + 64), shift = earliest % 64;
      const std::uint64_t bits = ones(beats), spill = bits >> 1 >> (63 - shift);
      if (((busy_[word] & bits << shift) | (busy_[next] & spill)) == 0) {
        busy_[word] |= bits << shift;
        busy_[next] |= spill;
        end_ = std::max(end_, earliest + beats);
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
    for (Tick gap = tick; gap < std::min(end_, first_ + kSpan); ++gap)
      busy_[word_of(gap)] |= std::uint64_t{1} << gap % 64;
    return std::max(tick, end_);
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
    end_ = std::max(end_, start + beats);
    if (start >= last) return start;
    const unsigned shift = start % 64;
    const std::uint64_t bits = ones(beats);
    busy_[word_of(start)] |= bits << shift;
    if (start + 64 - shift < last) busy_[word_of(start + 64)] |= bits >> 1 >> (63 - shift);
    return start;
  }
  // Without a branch on how far, which the host could not foresee.
  void slide(Tick first) {
    if (end_ > first_ + kSpan) return slide_on(first);
    const Tick steps = std::min<Tick>((first - first_) / 64, kWords);
    const auto& kept = kKept[word_of(first_)][steps];
    for (unsigned word = 0; word < kWords; ++word) busy_[word] &= kept[word];
    first_ = first;
  }
  // What enters the bitmap counts as busy as far as anything was reserved.
  [[gnu::noinline]] void slide_on(Tick first) {
    if (end_ <= first) {
      busy_.fill(0);
      first_ = first;
    }
    for (; first_ < first; first_ += 64) {
      const Tick entering = first_ + kSpan;
      const Tick reserved = end_ > entering ? std::min<Tick>(end_ - entering, 64) : 0;
      busy_[word_of(entering)] = reserved == 0 ? 0 : ones(static_cast<unsigned>(reserved));
    }
  }

  using Words = std::array<std::uint64_t, kWords>;
  // What stays when so many words, from this one on, lie in the past.
  using Kept = std::array<std::array<Words, kWords + 1>, kWords>;
  static constexpr Kept kept() {
    Kept kept{};
    for (unsigned first = 0; first < kWords; ++first)
      for (unsigned steps = 0; steps <= kWords; ++steps)
        for (unsigned word = 0; word < kWords; ++word)
          kept[first][steps][word] = (word + kWords - first) % kWords >= steps ? ~std::uint64_t{0} : 0;
    return kept;
  }
  static const Kept kKept;

  Tick first_ = 0;  // that the bitmap shows; a multiple of 64
  Tick end_ = 0;    // nothing is reserved at or after it
  Words busy_{};
};

inline constexpr LinkCalendar::Kept LinkCalendar::kKept = LinkCalendar::kept();

}  // namespace amoeba
