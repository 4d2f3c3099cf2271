// The command clock of a memory beside the cluster's clock.
// Models: both as exact rationals of a second, so that no rate is rounded; an event of one clock is seen by the other
// at its first edge that is not before it. Units: ticks of the cluster, cycles of the memory's command clock, hertz.
#pragma once
#include <cstdint>
#include <numeric>

#include "amoeba/base/ticks.h"

namespace amoeba {

using MemoryCycle = std::int64_t;  // of the command clock since reset; before it for what has never happened

class MemoryClock {
 public:
  MemoryClock(std::uint64_t memory_hertz, std::uint64_t cluster_hertz)
      : cycles_(memory_hertz / std::gcd(memory_hertz, cluster_hertz)),
        ticks_(cluster_hertz / std::gcd(memory_hertz, cluster_hertz)) {}

  // The first cycle that does not begin before `tick`.
  MemoryCycle cycle_at(Tick tick) const { return static_cast<MemoryCycle>(scale(tick, cycles_, ticks_)); }
  // The first tick that is not before the beginning of `cycle`, which is not negative.
  Tick tick_at(MemoryCycle cycle) const { return scale(static_cast<std::uint64_t>(cycle), ticks_, cycles_); }

 private:
  __extension__ using Wide = unsigned __int128;

  static std::uint64_t scale(std::uint64_t value, std::uint64_t multiplier, std::uint64_t divisor) {
    return static_cast<std::uint64_t>((Wide(value) * multiplier + divisor - 1) / divisor);
  }

  std::uint64_t cycles_, ticks_;  // so many cycles take as long as so many ticks
};

}  // namespace amoeba
