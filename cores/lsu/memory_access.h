// One load, store or atomic on its way from a core through the load/store unit, and what came of it.
// Units: bytes, ticks.
#pragma once
#include <cstdint>

#include "amoeba/base/amo.h"
#include "amoeba/base/ticks.h"
#include "amoeba/tlm/atomic_extension.h"

namespace amoeba {

struct MemoryAccess {
  enum class Kind : std::uint8_t { load, store, atomic };
  Kind kind = Kind::load;
  std::uint8_t bytes = 0;
  std::uint8_t rd = 0;       // the core's own mark: where the value goes
  bool is_unsigned = false;  // of a load
  bool aq = false;
  bool rl = false;
  bool counted = false;      // in the region of interest
  bool from_buffer = false;  // a store that retired long ago
  bool blocking = false;     // the core waits for it before it goes on
  bool implicit = false;     // of a page-table walk: no operation of the program
  bool alone = false;        // a device's, or a part of one that crosses a line: nothing else is under way
  AtomicOp op = AtomicOp::swap;
  std::uint16_t region = 0xffff;      // the core's own mark: the labelled region that issued it
  std::uint32_t operation = 0;        // the core's own mark: the marked operation that it belongs to
  std::uint64_t number = 0;           // for an observer
  std::uint64_t work = 0;             // ticks that the core has not waited for memory so far
  std::uint64_t address = 0;          // physical
  std::uint64_t program_address = 0;  // as the program has it: virtual, if addresses are translated
  std::uint64_t second_page = 0;      // physical address of the part in the next page, if it is translated by itself
  std::uint64_t pc = 0;
  AtomicValue operand{};  // a plain store keeps its value in word 0
  AtomicValue compare{};

  bool is_atomic(AtomicOp which) const { return kind == Kind::atomic && op == which; }
};

struct AccessResult {
  Tick at = kNever;
  Tick issued = 0;
  LatencyBreakdown latency;
  AtomicValue value{};  // zero-extended
  bool failed = false;  // access fault
  bool sc_success = false;
  ScFailure sc_failure = ScFailure::none;
};

}  // namespace amoeba
