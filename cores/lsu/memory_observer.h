// What somebody who checks a run is told about the memory operations of a hart, and about its instructions.
// Units: bytes, ticks. Errors: the observer's own.
#pragma once
#include <cstdint>

#include "amoeba/base/amo.h"
#include "amoeba/base/ticks.h"
#include "amoeba/cores/lsu/preserved_order.h"

namespace amoeba {

struct MemoryEvent {
  unsigned hart = 0;
  std::uint64_t number = 0;  // of the hart, in program order; squashed operations give theirs back
  OrderedAccess access;
  bool is_fence = false;
  FenceSets fence;
  bool reserves = false;  // LR
  bool device = false;
  AtomicOp op = AtomicOp::swap;  // of an AMO
  std::uint64_t address = 0;
  unsigned bytes = 0;
  bool forwarded = false;  // read from the hart's own stores
  bool succeeded = true;   // of an SC
  AtomicValue read{};
  AtomicValue operand{};  // written, or of an AMO
  AtomicValue compare{};
  Tick from = 0;  // performed in [from, until]
  Tick until = 0;
};

// What an instruction does to registers.
struct RetiredInstruction {
  enum class Kind : std::uint8_t { computes, branches, accesses, fences };

  unsigned hart = 0;
  Kind kind = Kind::computes;
  std::uint8_t rd = 0;    // written; 0: none
  std::uint8_t rs1 = 0;   // read; of an access its address
  std::uint8_t rs2 = 0;   // read; of an access what it writes
  bool compares = false;  // with what rd held
  std::uint8_t bytes = 0;
};

class MemoryObserver {
 public:
  virtual ~MemoryObserver() = default;
  // The value is bound, or memory written, at this moment of the simulation.
  virtual void bound(const MemoryEvent& event) = 0;
  // The operation is retired and performed; called in program order.
  virtual void passed(const MemoryEvent& event) = 0;
  // Called in program order, of memory operations before or after they pass.
  virtual void retired(const RetiredInstruction& instruction) = 0;
  // From now on others may write the line.
  virtual void lost(unsigned hart, std::uint64_t line, unsigned line_bytes) = 0;
};

}  // namespace amoeba
