// Copies whose size is known at run time only, without the call and the mispredicted branches of a general memcpy.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace amoeba {

// A simulated line: 64 bytes as a rule. Clang would make one call of two copies that differ in size only.
inline void copy_line(std::byte* to, const std::byte* from, std::size_t bytes) {
  if (bytes == 64) {
#if __has_builtin(__builtin_memcpy_inline)
    __builtin_memcpy_inline(to, from, 64);
#else
    std::memcpy(to, from, 64);
#endif
  } else {
    std::memcpy(to, from, bytes);
  }
}

// The low `bytes`, one to eight.
constexpr std::uint64_t low_mask(unsigned bytes) {
  return ~std::uint64_t{0} >> (64 - 8 * bytes);
}

// Parts of a line that do not cross a doubleword, by that doubleword.
constexpr bool in_doubleword(std::uint64_t address, unsigned bytes) {
  return address % 8 + bytes <= 8;
}
inline std::uint64_t read_part(const std::byte* line, std::size_t offset, unsigned bytes) {
  std::uint64_t word;
  std::memcpy(&word, line + offset / 8 * 8, sizeof word);
  return word >> offset % 8 * 8 & low_mask(bytes);
}
inline void write_part(std::byte* line, std::size_t offset, unsigned bytes, std::uint64_t value) {
  const std::uint64_t mask = low_mask(bytes) << offset % 8 * 8;
  std::uint64_t word;
  std::memcpy(&word, line + offset / 8 * 8, sizeof word);
  word = (word & ~mask) | (value << offset % 8 * 8 & mask);
  std::memcpy(line + offset / 8 * 8, &word, sizeof word);
}

}  // namespace amoeba
