// What somebody who checks a run is told about the memory operations of a hart.
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

class MemoryObserver {
 public:
  virtual ~MemoryObserver() = default;
  // The value is bound, or memory written, at this moment of the simulation.
  virtual void bound(const MemoryEvent& event) = 0;
  // The operation is retired and performed; called in program order.
  virtual void passed(const MemoryEvent& event) = 0;
  // From now on others may write the line.
  virtual void lost(unsigned hart, std::uint64_t line, unsigned line_bytes) = 0;
};

}  // namespace amoeba
