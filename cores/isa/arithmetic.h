// The integer semantics that C++ does not give directly: RISC-V multiplication and division, and 32-bit word
// operations. Models: results for division by zero and overflow (no trap), sign extension of every word result. Source:
// RISC-V unprivileged manual, chapters RV64I and M.
#pragma once
#include <cstdint>
#include <limits>

namespace amoeba::arithmetic {

__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

constexpr std::int64_t as_signed(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}
// The low 32 bits, sign-extended: the result form of every word operation.
constexpr std::uint64_t word(std::uint64_t value) {
  return static_cast<std::uint64_t>(static_cast<std::int32_t>(static_cast<std::uint32_t>(value)));
}

constexpr std::uint64_t sra(std::uint64_t value, unsigned shift) {
  return static_cast<std::uint64_t>(as_signed(value) >> (shift & 63));
}
constexpr std::uint64_t sllw(std::uint64_t value, unsigned shift) {
  return word(value << (shift & 31));
}
constexpr std::uint64_t srlw(std::uint64_t value, unsigned shift) {
  return word(static_cast<std::uint32_t>(value) >> (shift & 31));
}
constexpr std::uint64_t sraw(std::uint64_t value, unsigned shift) {
  return sra(word(value), shift & 31);
}

constexpr std::uint64_t mulh(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>((Wide{as_signed(a)} * as_signed(b)) >> 64);
}
constexpr std::uint64_t mulhu(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>((UnsignedWide{a} * b) >> 64);
}
constexpr std::uint64_t mulhsu(std::uint64_t a, std::uint64_t b) {
  return mulhu(a, b) - (as_signed(a) < 0 ? b : 0);
}

// Signed division of any width: by zero gives -1 and the dividend as remainder; overflow gives the dividend and 0.
template <class Signed>
constexpr std::uint64_t divide(std::uint64_t a, std::uint64_t b) {
  const auto dividend = static_cast<Signed>(a), divisor = static_cast<Signed>(b);
  if (divisor == 0) return ~std::uint64_t{0};
  if (dividend == std::numeric_limits<Signed>::min() && divisor == -1) return static_cast<std::uint64_t>(dividend);
  return static_cast<std::uint64_t>(dividend / divisor);
}
template <class Signed>
constexpr std::uint64_t remainder(std::uint64_t a, std::uint64_t b) {
  const auto dividend = static_cast<Signed>(a), divisor = static_cast<Signed>(b);
  if (divisor == 0) return static_cast<std::uint64_t>(dividend);
  if (divisor == -1) return 0;
  return static_cast<std::uint64_t>(dividend % divisor);
}

constexpr std::uint64_t div(std::uint64_t a, std::uint64_t b) {
  return divide<std::int64_t>(a, b);
}
constexpr std::uint64_t rem(std::uint64_t a, std::uint64_t b) {
  return remainder<std::int64_t>(a, b);
}
constexpr std::uint64_t divu(std::uint64_t a, std::uint64_t b) {
  return b == 0 ? ~std::uint64_t{0} : a / b;
}
constexpr std::uint64_t remu(std::uint64_t a, std::uint64_t b) {
  return b == 0 ? a : a % b;
}

constexpr std::uint64_t divw(std::uint64_t a, std::uint64_t b) {
  return divide<std::int32_t>(a, b);
}
constexpr std::uint64_t remw(std::uint64_t a, std::uint64_t b) {
  return remainder<std::int32_t>(a, b);
}
constexpr std::uint64_t divuw(std::uint64_t a, std::uint64_t b) {
  return word(divu(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)));
}
constexpr std::uint64_t remuw(std::uint64_t a, std::uint64_t b) {
  return word(remu(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)));
}

}  // namespace amoeba::arithmetic
