// What an instruction tells an observer of memory order: which registers it reads and writes, and to what end.
// Models: reads of CSRs as constants. Units: bytes. Errors: none.
#pragma once
#include "amoeba/cores/isa/instruction.h"
#include "amoeba/cores/lsu/memory_observer.h"

namespace amoeba {

constexpr RetiredInstruction register_flow(const Instruction& i, unsigned hart) {
  using Kind = RetiredInstruction::Kind;
  RetiredInstruction flow;
  flow.hart = hart;
  flow.rd = i.rd;
  flow.rs1 = i.rs1;
  flow.rs2 = i.rs2;
  flow.bytes = i.width;
  flow.compares = i.op == Operation::amo && i.atomic == AtomicOp::cas;
  if (i.width != 0) {
    flow.kind = Kind::accesses;
  } else if (i.op == Operation::fence || i.op == Operation::fence_tso) {
    flow.kind = Kind::fences;
  } else if (i.op == Operation::jal || i.op == Operation::jalr || (i.op >= Operation::beq && i.op <= Operation::bgeu)) {
    flow.kind = Kind::branches;
  } else if (i.op >= Operation::csrrw && i.op <= Operation::csrrci) {
    flow.rs1 = 0;
  }
  return flow;
}

}  // namespace amoeba
