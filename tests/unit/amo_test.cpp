#include "amoeba/base/amo.h"

#include <gtest/gtest.h>

#include <functional>

namespace amoeba {
namespace {

// The oracle computes on ints, apart from the code under test, and knows one byte only.
int oracle(AtomicOp op, int old, int operand) {
  const auto as_signed = [](int v) { return v < 128 ? v : v - 256; };
  switch (op) {
    case AtomicOp::swap:
      return operand;
    case AtomicOp::add:
      return (old + operand) % 256;
    case AtomicOp::bit_and: {
      int result = 0;
      for (int bit = 1; bit < 256; bit *= 2) result += (old / bit % 2 == 1 && operand / bit % 2 == 1) ? bit : 0;
      return result;
    }
    case AtomicOp::bit_or:
      return old + operand - oracle(AtomicOp::bit_and, old, operand);
    case AtomicOp::bit_xor:
      return old + operand - 2 * oracle(AtomicOp::bit_and, old, operand);
    case AtomicOp::min:
      return as_signed(old) < as_signed(operand) ? old : operand;
    case AtomicOp::max:
      return as_signed(old) > as_signed(operand) ? old : operand;
    case AtomicOp::minu:
      return old < operand ? old : operand;
    case AtomicOp::maxu:
      return old > operand ? old : operand;
    default:
      ADD_FAILURE();
      return -1;
  }
}

constexpr AtomicOp kAmos[] = {AtomicOp::swap, AtomicOp::add, AtomicOp::bit_xor, AtomicOp::bit_and, AtomicOp::bit_or,
                              AtomicOp::min,  AtomicOp::max, AtomicOp::minu,    AtomicOp::maxu};

using Apply =
    std::function<AtomicValue(AtomicOp, unsigned, const AtomicValue&, const AtomicValue&, const AtomicValue&)>;

// Counts disagreements over every pair of bytes, with junk above the byte that must not matter.
unsigned mismatches(AtomicOp op, const Apply& apply) {
  constexpr std::uint64_t kJunk = 0xdeadbeefcafe5a00;
  unsigned count = 0;
  for (int old = 0; old < 256; ++old) {
    for (int operand = 0; operand < 256; ++operand) {
      const AtomicValue memory{kJunk | static_cast<unsigned>(old), 7};
      const AtomicValue value{~kJunk << 8 | static_cast<unsigned>(operand), 9};
      const AtomicValue expected{static_cast<std::uint64_t>(oracle(op, old, operand)), 0};
      count += apply(op, 1, memory, value, {}) != expected;
    }
  }
  return count;
}

TEST(Amo, EveryOperationOnEveryPairOfBytes) {
  for (AtomicOp op : kAmos) EXPECT_EQ(mismatches(op, apply_atomic), 0u) << name(op);
}

TEST(Amo, TheOracleSeesASignedMinimumThatComparesUnsigned) {
  const Apply faulty = [](AtomicOp op, unsigned bytes, const auto& old, const auto& operand, const auto& compare) {
    return apply_atomic(op == AtomicOp::min ? AtomicOp::minu : op, bytes, old, operand, compare);
  };
  EXPECT_EQ(mismatches(AtomicOp::min, faulty), 2u * 128 * 128);
}

TEST(Amo, CompareAndSwapOnEveryPairOfBytes) {
  for (unsigned old = 0; old < 256; ++old) {
    for (unsigned compare = 0; compare < 256; ++compare) {
      const AtomicValue result = apply_atomic(AtomicOp::cas, 1, {0x100 | old, 1}, {0xffa5, 2}, {0x7700 | compare, 3});
      ASSERT_EQ(result, (AtomicValue{old == compare ? 0xa5 : old, 0})) << old << " " << compare;
    }
  }
}

TEST(Amo, QuadCompareAndSwapComparesBothHalves) {
  const AtomicValue old{1, 2}, operand{3, 4};
  EXPECT_EQ(apply_atomic(AtomicOp::cas, 16, old, operand, {1, 2}), operand);
  EXPECT_EQ(apply_atomic(AtomicOp::cas, 16, old, operand, {0, 2}), old);
  EXPECT_EQ(apply_atomic(AtomicOp::cas, 16, old, operand, {1, 0}), old);
}

TEST(Amo, SignExtension) {
  EXPECT_EQ(sign_extend(0x1280, 1), 0xffffffffffffff80u);
  EXPECT_EQ(sign_extend(0x127f, 1), 0x7fu);
  EXPECT_EQ(sign_extend(0x18000, 2), 0xffffffffffff8000u);
  EXPECT_EQ(sign_extend(0x180000000, 4), 0xffffffff80000000u);
  EXPECT_EQ(sign_extend(0x8000000000000000, 8), 0x8000000000000000u);
}

TEST(Amo, Truncation) {
  const AtomicValue value{0x1122334455667788, 0x99};
  EXPECT_EQ(truncate(value, 1), (AtomicValue{0x88, 0}));
  EXPECT_EQ(truncate(value, 2), (AtomicValue{0x7788, 0}));
  EXPECT_EQ(truncate(value, 4), (AtomicValue{0x55667788, 0}));
  EXPECT_EQ(truncate(value, 8), (AtomicValue{0x1122334455667788, 0}));
  EXPECT_EQ(truncate(value, 16), value);
}

TEST(Amo, NamesAreThoseOfTheMnemonics) {
  EXPECT_STREQ(name(AtomicOp::bit_xor), "xor");
  EXPECT_STREQ(name(AtomicOp::maxu), "maxu");
  EXPECT_STREQ(name(AtomicOp::sc), "sc");
}

}  // namespace
}  // namespace amoeba
