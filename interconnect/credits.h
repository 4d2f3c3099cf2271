// The credits of a buffer: the tick at which each of its places is free again.
// Models: a message takes a place that is free, or else the one that will be first. Units: ticks; places are messages.
// The places of a buffer share one cache line of the host, so each keeps the low half of its tick alone; what is long
// past is forgotten before that is ambiguous.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>

#include "amoeba/base/ticks.h"

namespace amoeba {

class Credits {
 public:
  static constexpr unsigned kMost = 15;  // that a CHI receiver may grant (AMBA CHI, L-Credits)

  explicit Credits(unsigned places = kMost) : last_(static_cast<std::uint8_t>(places - 1)) {}

  struct Place {
    unsigned number;
    Tick ready;  // when the message may have it
  };
  // Taken by a message that comes at tick `at`; to be given back.
  Place take(Tick at) {
    Tick ready = at;
    if (latest_ > at) {
      if (free_at(next_, at) > at) next_ = first(at);
      ready = std::max(at, free_at(next_, at));
    } else if (latest_ + kLong < at) {
      forget(at);
    }
    const Place place{next_, ready};
    next_ = next_ == last_ ? 0 : static_cast<std::uint8_t>(next_ + 1);
    return place;
  }
  void give_back(unsigned place, Tick at) {
    free_[place] = static_cast<std::uint32_t>(at);
    latest_ = std::max(latest_, at);
  }

 private:
  // Fifteen times that, after which each place has been taken anew or forgotten, are less than 2^31 ticks.
  static constexpr Tick kLong = Tick{1} << 26;

  Tick free_at(unsigned place, Tick near) const {
    return near + static_cast<Tick>(static_cast<std::int32_t>(free_[place] - static_cast<std::uint32_t>(near)));
  }
  [[gnu::noinline]] std::uint8_t first(Tick at) const {
    unsigned first = 0;
    for (unsigned place = 1; place <= last_; ++place)
      if (free_at(place, at) < free_at(first, at)) first = place;
    return static_cast<std::uint8_t>(first);
  }
  [[gnu::noinline]] void forget(Tick at) { free_.fill(static_cast<std::uint32_t>(at)); }

  Tick latest_ = 0;  // at which a place is given back
  std::array<std::uint32_t, kMost> free_{};
  std::uint8_t next_ = 0;  // likely to be free, since it was taken longest ago
  std::uint8_t last_;
};

}  // namespace amoeba
