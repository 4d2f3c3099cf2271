#include "amoeba/cores/isa/arithmetic.h"

#include <gtest/gtest.h>

namespace amoeba::arithmetic {
namespace {

constexpr std::uint64_t kMin = 0x8000000000000000, kMax = 0x7fffffffffffffff, kOnes = ~0ull;

// High half of an unsigned product, by 32-bit pieces: an oracle without 128-bit integers.
std::uint64_t high_by_pieces(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t al = a & 0xffffffff, ah = a >> 32, bl = b & 0xffffffff, bh = b >> 32;
  const std::uint64_t middle = ah * bl + ((al * bl) >> 32);
  return ah * bh + (middle >> 32) + (((middle & 0xffffffff) + al * bh) >> 32);
}

constexpr std::uint64_t kInteresting[] = {0,    1,    2,        0x7fffffff, 0x80000000, 0xffffffff, 0x123456789abcdef0,
                                          kMax, kMin, kMin + 1, kOnes - 1,  kOnes};

TEST(Arithmetic, HighProducts) {
  for (std::uint64_t a : kInteresting) {
    for (std::uint64_t b : kInteresting) {
      const std::uint64_t u = high_by_pieces(a, b);
      const std::uint64_t a_correction = as_signed(a) < 0 ? b : 0, b_correction = as_signed(b) < 0 ? a : 0;
      EXPECT_EQ(mulhu(a, b), u);
      EXPECT_EQ(mulhsu(a, b), u - a_correction);
      EXPECT_EQ(mulh(a, b), u - a_correction - b_correction);
    }
  }
}

TEST(Arithmetic, DivisionByZero) {
  for (std::uint64_t a : kInteresting) {
    EXPECT_EQ(div(a, 0), kOnes);
    EXPECT_EQ(divu(a, 0), kOnes);
    EXPECT_EQ(rem(a, 0), a);
    EXPECT_EQ(remu(a, 0), a);
    EXPECT_EQ(divw(a, 0xf00000000), kOnes);
    EXPECT_EQ(divuw(a, 0xf00000000), kOnes);
    EXPECT_EQ(remw(a, 0xf00000000), word(a));
    EXPECT_EQ(remuw(a, 0xf00000000), word(a));
  }
}

TEST(Arithmetic, SignedOverflow) {
  EXPECT_EQ(div(kMin, kOnes), kMin);
  EXPECT_EQ(rem(kMin, kOnes), 0u);
  EXPECT_EQ(divw(0x80000000, kOnes), 0xffffffff80000000u);
  EXPECT_EQ(remw(0x80000000, kOnes), 0u);
}

TEST(Arithmetic, DivisionRoundsTowardsZero) {
  EXPECT_EQ(div(-7, 2), static_cast<std::uint64_t>(-3));
  EXPECT_EQ(rem(-7, 2), static_cast<std::uint64_t>(-1));
  EXPECT_EQ(rem(7, -2), 1u);
  EXPECT_EQ(divw(0x1fffffff9, 2), static_cast<std::uint64_t>(-3));
  EXPECT_EQ(divuw(0xfffffffffffffff9, 1), 0xfffffffffffffff9u);
  EXPECT_EQ(divu(kOnes, 2), kMax);
}

TEST(Arithmetic, WordShiftsUseFiveBitsAndSignExtend) {
  EXPECT_EQ(sllw(1, 31), 0xffffffff80000000u);
  EXPECT_EQ(sllw(1, 33), 2u);
  EXPECT_EQ(srlw(0xf80000000, 31), 1u);
  EXPECT_EQ(srlw(0x80000000, 32), 0xffffffff80000000u);
  EXPECT_EQ(sraw(0x80000000, 31), kOnes);
  EXPECT_EQ(sraw(0x700000000, 0), 0u);
  EXPECT_EQ(sra(kMin, 64 + 63), kOnes);
}

}  // namespace
}  // namespace amoeba::arithmetic
