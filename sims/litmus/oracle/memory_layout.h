// Where the oracle puts the locations of a test, and what values stand for as addresses.
// Models: each location alone in a line of 64 bytes, at the line's begin, the bytes after it zero.
// Units: bytes.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/litmus/litmus_test.h"

namespace amoeba::litmus {

class MemoryLayout {
 public:
  explicit MemoryLayout(const LitmusTest& test);

  std::uint64_t address(const std::string& location) const;
  std::uint64_t number(const Value& value) const;
  // The location whose address the number is, else the number as it is in `type`.
  Value value(std::uint64_t number, const Type& type) const;
  // True when the whole access lies in one location's line.
  bool holds(std::uint64_t address, unsigned bytes) const;
  // One reservation set holds both.
  bool share_line(std::uint64_t a, std::uint64_t b) const { return a / kLine == b / kLine; }
  std::uint64_t initial(std::uint64_t address, unsigned bytes) const;
  // "x+2", for messages.
  std::string name(std::uint64_t address) const;

 private:
  static constexpr std::uint64_t kBase = 0x40000000, kStride = 0x1000, kLine = 64;

  const std::vector<Location>& locations_;
};

}  // namespace amoeba::litmus
