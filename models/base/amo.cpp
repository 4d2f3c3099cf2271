#include "amoeba/base/amo.h"

#include <algorithm>

#include "amoeba/base/partial_word.h"

namespace amoeba {
namespace {

// One AMO on values that are already sign-extended from the access width.
std::uint64_t combine(AtomicOp op, std::uint64_t old, std::uint64_t operand) {
  const auto signed_old = static_cast<std::int64_t>(old), signed_operand = static_cast<std::int64_t>(operand);
  switch (op) {
    case AtomicOp::add:
      return old + operand;
    case AtomicOp::bit_xor:
      return old ^ operand;
    case AtomicOp::bit_and:
      return old & operand;
    case AtomicOp::bit_or:
      return old | operand;
    case AtomicOp::min:
      return static_cast<std::uint64_t>(std::min(signed_old, signed_operand));
    case AtomicOp::max:
      return static_cast<std::uint64_t>(std::max(signed_old, signed_operand));
    // Sign extension keeps the unsigned order of equally wide values.
    case AtomicOp::minu:
      return std::min(old, operand);
    case AtomicOp::maxu:
      return std::max(old, operand);
    case AtomicOp::lrwait:
      return old;
    default:
      return operand;
  }
}

}  // namespace

const char* name(AtomicOp op) {
  static constexpr const char* kNames[kAtomicOps] = {"swap", "add",  "xor", "and", "or", "min",    "max",
                                                     "minu", "maxu", "cas", "lr",  "sc", "lrwait", "scwait"};
  return kNames[static_cast<std::size_t>(op)];
}

AtomicValue truncate(const AtomicValue& value, unsigned bytes) {
  if (bytes >= 16) return value;
  return {value[0] & low_mask(std::min(bytes, 8u)), 0};
}

std::uint64_t sign_extend(std::uint64_t value, unsigned bytes) {
  const unsigned unused = 64 - 8 * std::min(bytes, 8u);
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value << unused) >> unused);
}

AtomicValue apply_atomic(AtomicOp op, unsigned bytes, const AtomicValue& old, const AtomicValue& operand,
                         const AtomicValue& compare) {
  if (op == AtomicOp::cas) {
    const bool equal = truncate(old, bytes) == truncate(compare, bytes);
    return truncate(equal ? operand : old, bytes);
  }
  return truncate({combine(op, sign_extend(old[0], bytes), sign_extend(operand[0], bytes)), 0}, bytes);
}

}  // namespace amoeba
