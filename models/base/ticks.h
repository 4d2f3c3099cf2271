// Time inside a cluster.
// Models: a tick is one period of the cluster's base rate; every clock of the cluster divides that rate exactly.
// Not modelled: clocks that change frequency during a run.
// Units: ticks (dimensionless count since reset), hertz, picoseconds (rounded up, at the cluster's edge only).
#pragma once
#include <cstdint>
#include <limits>

namespace amoeba {

using Tick = std::uint64_t;
inline constexpr Tick kNever = std::numeric_limits<Tick>::max();

// A sum that stays at kNever when the first operand is kNever.
constexpr Tick after(Tick start, Tick delay) {
  return start == kNever ? kNever : start + delay;
}

// Converts between ticks and picoseconds with 128-bit integers, so that no rate is rounded.
class TimeBase {
 public:
  constexpr explicit TimeBase(std::uint64_t hertz = 1'000'000'000)
      : hertz_(hertz),
        period_(hertz != 0 && kPicosecondsPerSecond % hertz == 0 ? kPicosecondsPerSecond / hertz : 0),
        inverse_(period_ > 1 ? static_cast<std::uint64_t>((Wide(1) << 64) / period_) : 0) {}

  constexpr std::uint64_t hertz() const { return hertz_; }

  // The first picosecond that is not before `tick`.
  constexpr std::uint64_t picoseconds(Tick tick) const {
    if (period_ != 0) return tick * period_;
    return static_cast<std::uint64_t>((Wide(tick) * kPicosecondsPerSecond + hertz_ - 1) / hertz_);
  }
  // The last tick that is not after `picoseconds`; the inverse of picoseconds() for rates below 1 THz.
  constexpr Tick tick(std::uint64_t picoseconds) const {
    if (inverse_ != 0) return divide(picoseconds);
    return static_cast<Tick>(Wide(picoseconds) * hertz_ / kPicosecondsPerSecond);
  }

 private:
  __extension__ using Wide = unsigned __int128;
  static constexpr std::uint64_t kPicosecondsPerSecond = 1'000'000'000'000;

  // By multiplication, which takes a fraction of the time; the first quotient is at most one too small.
  constexpr std::uint64_t divide(std::uint64_t picoseconds) const {
    const std::uint64_t quotient = static_cast<std::uint64_t>(Wide(picoseconds) * inverse_ >> 64);
    return quotient + (picoseconds - quotient * period_ >= period_);
  }

  std::uint64_t hertz_;
  std::uint64_t period_;   // in picoseconds; 0 when it is not a whole number of them
  std::uint64_t inverse_;  // of the period, times 2^64; 0 when there is none
};

}  // namespace amoeba
