// The credits of a buffer: the tick at which each of its places is free again.
// Models: a message takes a place that is free, or else the one that will be first. Units: ticks since an epoch that
// moves on now and then, so that a place takes little of the host's memory; places are messages.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>

namespace amoeba {

class Credits {
 public:
  using Time = std::uint32_t;
  static constexpr unsigned kMost = 15;  // that a CHI receiver may grant (AMBA CHI, L-Credits)

  explicit Credits(unsigned places = kMost) : last_(static_cast<std::uint8_t>(places - 1)) {}

  // The place that a message gets which comes at `at`.
  unsigned take(Time at) {
    if (free_[next_] > at) next_ = first();
    const unsigned place = next_;
    next_ = next_ == last_ ? 0 : static_cast<std::uint8_t>(next_ + 1);
    return place;
  }
  // When the place is free; to be set to when the message that has taken it will have left.
  Time& free(unsigned place) { return free_[place]; }

  void move_epoch(Time by) {
    for (Time& free : free_) free = std::max(free, by) - by;
  }

 private:
  [[gnu::noinline]] std::uint8_t first() const {
    return static_cast<std::uint8_t>(std::min_element(free_.begin(), free_.begin() + last_ + 1) - free_.begin());
  }

  std::array<Time, kMost> free_{};
  std::uint8_t next_ = 0;  // likely to be free, since it was taken longest ago
  std::uint8_t last_;
};

}  // namespace amoeba
