// The arithmetic of atomic memory operations, without timing or place.
// Models: the nine AMOs of Zaamo/Zabha and the compare-and-swap of Zacas, at 1, 2, 4, 8 and 16 bytes; of the
// hypothetical LRwait/SCwait what they do to memory: nothing, and a write.
// Not modelled: LR/SC (a reservation is a matter of the cache, see cache/reservation.h) and whose turn an LRwait is (of
// the home node, see interconnect/wait_queue.h), sign extension into registers.
// Units: bytes. Source: RISC-V unprivileged manual, chapters Zaamo, Zabha and Zacas.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace amoeba {

enum class AtomicOp : std::uint8_t {
  swap,
  add,
  bit_xor,
  bit_and,
  bit_or,
  min,
  max,
  minu,
  maxu,
  cas,
  lr,
  sc,
  lrwait,
  scwait
};
inline constexpr std::size_t kAtomicOps = 14;
const char* name(AtomicOp op);

constexpr bool loads_reserved(AtomicOp op) {
  return op == AtomicOp::lr || op == AtomicOp::lrwait;
}
constexpr bool stores_conditionally(AtomicOp op) {
  return op == AtomicOp::sc || op == AtomicOp::scwait;
}

// Up to 16 bytes, little-endian: word 0 holds bytes 0 to 7. Narrow values occupy the low bytes, the rest is ignored.
using AtomicValue = std::array<std::uint64_t, 2>;

// The value that memory holds after `op`; for `cas` that is `operand` where old == compare, else `old`.
// `bytes` is 1, 2, 4 or 8, and 16 for cas alone. Bits of the result above `bytes` are zero.
AtomicValue apply_atomic(AtomicOp op, unsigned bytes, const AtomicValue& old, const AtomicValue& operand,
                         const AtomicValue& compare);

// `value` with everything above its low `bytes` cleared.
AtomicValue truncate(const AtomicValue& value, unsigned bytes);

// What a register receives: the low `bytes` of `value`, sign-extended to 64 bits.
std::uint64_t sign_extend(std::uint64_t value, unsigned bytes);

}  // namespace amoeba
