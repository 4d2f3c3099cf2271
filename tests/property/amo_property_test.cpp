// Properties of AMOs at 16 to 128 bits, by random values that favour the neighbourhood of the widths' limits.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "amoeba/base/amo.h"

namespace amoeba {
namespace {

// A fixed seed unless the environment gives one: failures must come back.
const int kSeeded = setenv("RC_PARAMS", "seed=20240607 max_success=2000", 0);

rc::Gen<unsigned> width() {
  return rc::gen::element(2u, 4u, 8u);
}

rc::Gen<std::uint64_t> operand() {
  const auto edge = rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 64), rc::gen::inRange(-2, 3)), [](auto p) {
    return (std::uint64_t{1} << p.first) + static_cast<std::uint64_t>(static_cast<std::int64_t>(p.second));
  });
  return rc::gen::oneOf(edge, rc::gen::arbitrary<std::uint64_t>());
}

std::uint64_t apply(AtomicOp op, unsigned bytes, std::uint64_t old, std::uint64_t value) {
  return apply_atomic(op, bytes, {old, 1}, {value, 2}, {})[0];
}

RC_GTEST_PROP(AmoProperty, NothingAboveTheWidthMattersOrIsSet, ()) {
  const unsigned bytes = *width();
  const auto op = static_cast<AtomicOp>(*rc::gen::inRange(0, 9));
  const std::uint64_t old = *operand(), value = *operand(), junk = *operand() << (8 * bytes - 1) << 1;
  const std::uint64_t result = apply(op, bytes, old, value);
  RC_ASSERT(result == truncate({result, 0}, bytes)[0]);
  if (bytes < 8) RC_ASSERT(result == apply(op, bytes, old ^ junk, value ^ ~junk << (8 * bytes)));
}

RC_GTEST_PROP(AmoProperty, AddIsUndoneByItsNegative, ()) {
  const unsigned bytes = *width();
  const std::uint64_t old = *operand(), value = *operand();
  const std::uint64_t sum = apply(AtomicOp::add, bytes, old, value);
  RC_ASSERT(apply(AtomicOp::add, bytes, sum, ~value + 1) == truncate({old, 0}, bytes)[0]);
}

RC_GTEST_PROP(AmoProperty, BitwiseOperationsAgreeOnTheirIdentity, ()) {
  const unsigned bytes = *width();
  const std::uint64_t old = *operand(), value = *operand();
  const std::uint64_t both = apply(AtomicOp::bit_and, bytes, old, value);
  const std::uint64_t either = apply(AtomicOp::bit_or, bytes, old, value);
  RC_ASSERT(apply(AtomicOp::bit_xor, bytes, old, value) == (either & ~both));
  RC_ASSERT(apply(AtomicOp::bit_xor, bytes, both, either) == apply(AtomicOp::bit_xor, bytes, old, value));
}

RC_GTEST_PROP(AmoProperty, MinimumAndMaximumPickTheTwoOperandsInOrder, ()) {
  const unsigned bytes = *width();
  const std::uint64_t old = truncate({*operand(), 0}, bytes)[0], value = truncate({*operand(), 0}, bytes)[0];
  const std::uint64_t low = apply(AtomicOp::minu, bytes, old, value), high = apply(AtomicOp::maxu, bytes, old, value);
  RC_ASSERT(low <= high);
  RC_ASSERT((low == old && high == value) || (low == value && high == old));
  // Flipping the sign bit turns the signed order into the unsigned one.
  const std::uint64_t sign = std::uint64_t{1} << (8 * bytes - 1);
  RC_ASSERT(apply(AtomicOp::min, bytes, old ^ sign, value ^ sign) == (low ^ sign));
  RC_ASSERT(apply(AtomicOp::max, bytes, old ^ sign, value ^ sign) == (high ^ sign));
}

RC_GTEST_PROP(AmoProperty, SwapGivesTheOperand, ()) {
  const unsigned bytes = *width();
  const std::uint64_t value = *operand();
  RC_ASSERT(apply(AtomicOp::swap, bytes, *operand(), value) == truncate({value, 0}, bytes)[0]);
}

RC_GTEST_PROP(AmoProperty, CompareAndSwapStoresOnlyOnEquality, ()) {
  const unsigned bytes = *rc::gen::element(2u, 4u, 8u, 16u);
  const AtomicValue old{*operand(), *operand()}, value{*operand(), *operand()};
  const unsigned flipped = *rc::gen::inRange(0u, 8 * bytes);
  AtomicValue different = old;
  different[flipped / 64] ^= std::uint64_t{1} << (flipped % 64);
  RC_ASSERT(apply_atomic(AtomicOp::cas, bytes, old, value, old) == truncate(value, bytes));
  RC_ASSERT(apply_atomic(AtomicOp::cas, bytes, old, value, different) == truncate(old, bytes));
}

RC_GTEST_PROP(AmoProperty, SignExtensionKeepsTheLowBytes, ()) {
  const unsigned bytes = *width();
  const std::uint64_t value = *operand();
  const std::uint64_t extended = sign_extend(value, bytes);
  RC_ASSERT(truncate({extended, 0}, bytes) == truncate({value, 0}, bytes));
  const auto top = static_cast<std::int64_t>(extended) >> (8 * bytes - 1);
  RC_ASSERT(top == 0 || top == -1);
}

}  // namespace
}  // namespace amoeba
