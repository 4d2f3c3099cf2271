// Reading fields and immediates out of instruction words.
#pragma once
#include <cstdint>

namespace amoeba {

// `count` bits of `word` starting at bit `from`, moved to bit `to`.
constexpr std::uint32_t take(std::uint32_t word, unsigned from, unsigned count, unsigned to = 0) {
  return ((word >> from) & ((1u << count) - 1)) << to;
}

// `value` of `bits` bits, sign-extended.
constexpr std::int32_t extend(std::uint32_t value, unsigned bits) {
  return static_cast<std::int32_t>(value << (32 - bits)) >> (32 - bits);
}

}  // namespace amoeba
