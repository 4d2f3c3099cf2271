// One load, store, atomic or fence in the memory queue of a hart that executes out of order.
// Units: bytes, ticks.
#pragma once
#include <cstdint>

#include "amoeba/base/amo.h"
#include "amoeba/base/ticks.h"
#include "amoeba/cores/lsu/preserved_order.h"

namespace amoeba {

struct QueuedAccess {
  enum class Kind : std::uint8_t { load, store, amo, load_reserved, store_conditional, fence };

  // --- known when it enters the queue
  Kind kind = Kind::load;
  std::uint8_t bytes = 0;
  AtomicOp op = AtomicOp::swap;
  bool aq = false;
  bool rl = false;
  bool counted = false;   // in the region of interest
  bool discards = false;  // nobody wants the value of the atomic
  bool gives_up = false;  // an SC that fails whatever happens to its reservation
  FenceSets fence;
  std::uint64_t owner = 0;  // the core's number for the instruction
  std::uint64_t pc = 0;

  // --- known once its registers are
  bool addressed = false;
  bool device = false;
  bool alone = false;  // performed as the oldest instruction of all, with nothing older under way
  std::uint8_t operands_missing = 0;
  std::uint64_t address = 0;
  AtomicValue operand{};
  AtomicValue compare{};
  std::uint64_t guesses = 0;  // loads, a bit for each place, whose values were guesses when it was given them

  // --- how far it has come
  bool sent = false;
  bool succeeded = true;  // of an SC
  bool sampled = false;   // its value is bound, though perhaps not usable yet
  bool lost = false;      // others may have written what it read since
  bool guessed = false;   // a load that the core had a value of before it was performed
  std::uint64_t guess = 0;
  bool merged = false;               // memory fed a part of the load, stores of the hart the rest
  std::uint8_t part = 0;             // of one that crosses a line
  std::uint64_t first_part = 0;      // the value of part 0
  std::uint64_t forwarded_from = 0;  // one more than the position of the oldest store that fed the load; 0: memory did
  Tick ready = 0;                    // not tried before
  Tick operands_at = 0;
  Tick since = 0;  // sent, or performed at once
  Tick performed = kNever;

  bool reads() const { return kind != Kind::store && kind != Kind::store_conditional && kind != Kind::fence; }
  bool writes() const { return kind == Kind::store || kind == Kind::amo || kind == Kind::store_conditional; }
  bool is_atomic() const { return kind == Kind::amo || kind == Kind::load_reserved || kind == Kind::store_conditional; }
  // As the sets of fences name them; both of memory and device while the address is not known.
  unsigned classes() const {
    const unsigned memory = (reads() ? FenceSets::kRead : 0) | (writes() ? FenceSets::kWrite : 0);
    if (!addressed) return memory | memory << 2;
    return device ? memory << 2 : memory;
  }
  OrderedAccess ordered() const {
    return {reads(), writes(), kind == Kind::amo || kind == Kind::store_conditional, aq, rl};
  }
  // A bit for each of this access's bytes that the other one covers.
  unsigned overlap_with(const QueuedAccess& other) const {
    const std::int64_t shift = static_cast<std::int64_t>(other.address - address);
    if (shift >= bytes || shift <= -static_cast<std::int64_t>(other.bytes)) return 0;
    const unsigned theirs = (1u << other.bytes) - 1;
    return (shift >= 0 ? theirs << shift : theirs >> -shift) & ((1u << bytes) - 1);
  }
};

}  // namespace amoeba
