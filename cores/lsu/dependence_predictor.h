// Which loads must not go ahead of stores whose address is not known yet.
// Models: a table of bits by the load's address, set when a load had to be executed again for it, cleared as a whole
// from time to time so that it forgets (the wait table of the Alpha 21264). Not modelled: which store it was.
// Units: ticks. Source: Kessler, "The Alpha 21264 Microprocessor", IEEE Micro 19(2), 1999.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/base/ticks.h"

namespace amoeba {

class DependencePredictor {
 public:
  // Whether the load at `pc` has to wait for the addresses of older stores.
  bool waits(std::uint64_t pc, Tick t) const {
    return period_ == t / kPeriod && (table_[word(pc)] >> shift(pc) & 1) != 0;
  }
  void learn(std::uint64_t pc, Tick t) {
    if (period_ != t / kPeriod) table_.fill(0);
    period_ = t / kPeriod;
    table_[word(pc)] |= std::uint64_t{1} << shift(pc);
  }

 private:
  static constexpr unsigned kBits = 1024;
  static constexpr Tick kPeriod = 16'384;
  static std::size_t word(std::uint64_t pc) { return pc / 2 % kBits / 64; }
  static unsigned shift(std::uint64_t pc) { return pc / 2 % 64; }

  std::array<std::uint64_t, kBits / 64> table_{};
  Tick period_ = 0;
};

}  // namespace amoeba
