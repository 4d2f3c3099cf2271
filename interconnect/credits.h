// The credits of a buffer: the tick at which each of its places is free again.
// Models: a message takes a place that is free, or else the one that will be first. Units: ticks; places are messages.
#pragma once
#include <algorithm>
#include <array>

#include "amoeba/base/ticks.h"

namespace amoeba {

class Credits {
 public:
  static constexpr unsigned kMost = 15;  // that a CHI receiver may grant (AMBA CHI, L-Credits)

  explicit Credits(unsigned places = kMost) : last_(places - 1) {}

  // When the place is free; to be set to when the message that takes it will have left.
  Tick& take(Tick at) {
    if (free_[next_] > at) next_ = first();
    Tick& place = free_[next_];
    next_ = next_ == last_ ? 0 : next_ + 1;
    return place;
  }

 private:
  [[gnu::noinline]] unsigned first() const {
    return static_cast<unsigned>(std::min_element(free_.begin(), free_.begin() + last_ + 1) - free_.begin());
  }

  unsigned next_ = 0;  // likely to be free, since it was taken longest ago
  unsigned last_;
  std::array<Tick, kMost> free_{};
};

}  // namespace amoeba
