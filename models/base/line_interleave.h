// Which of several equal parts (home nodes, memory channels, sets) a line belongs to: consecutive lines to consecutive
// parts. All counts are powers of two, so that no division is needed. Units: bytes.
// Errors: std::invalid_argument for a count that is no power of two.
#pragma once
#include <cstdint>
#include <stdexcept>

namespace amoeba {

class LineInterleave {
 public:
  // `stride` lines in a row, those that other interleaved parts share, count as one.
  LineInterleave(std::uint64_t line_bytes, std::uint64_t parts, std::uint64_t stride = 1)
      : shift_(log2(line_bytes) + log2(stride)), mask_(parts - 1) {
    log2(parts);
  }
  std::uint64_t operator()(std::uint64_t address) const { return address >> shift_ & mask_; }

 private:
  static unsigned log2(std::uint64_t value) {
    if (value == 0 || (value & (value - 1)) != 0) throw std::invalid_argument("interleaving needs powers of two");
    unsigned bits = 0;
    while (value >> bits > 1) ++bits;
    return bits;
  }

  unsigned shift_;
  std::uint64_t mask_;
};

}  // namespace amoeba
