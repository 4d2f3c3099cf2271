// What the parts of an out-of-order pipeline do with an operation: data, one class for each.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/cores/isa/instruction.h"

namespace amoeba {

enum class InstructionClass : std::uint8_t {
  arithmetic,
  multiply,
  divide,
  branch,  // jumps too
  memory,  // loads, stores, atomics
  fence,
  fence_i,
  marker,
  system,  // enters an empty window and leaves it empty: traps, CSRs, waits
};

namespace instruction_class {

constexpr bool between(Operation op, Operation first, Operation last) {
  return op >= first && op <= last;
}

constexpr InstructionClass classify(Operation op) {
  using O = Operation;
  if (op == O::marker || op == O::label) return InstructionClass::marker;
  if (op == O::jal || op == O::jalr || between(op, O::beq, O::bgeu)) return InstructionClass::branch;
  if (between(op, O::lb, O::sd) || op == O::lr || op == O::sc || op == O::amo || op == O::lrwait || op == O::scwait ||
      op == O::load_acquire || op == O::store_release)
    return InstructionClass::memory;
  if (op == O::fence || op == O::fence_tso) return InstructionClass::fence;
  if (op == O::fence_i) return InstructionClass::fence_i;
  if (between(op, O::mul, O::mulhu) || op == O::mulw) return InstructionClass::multiply;
  if (between(op, O::div, O::remuw)) return InstructionClass::divide;
  if (between(op, O::lui, O::auipc) || between(op, O::addi, O::sraw)) return InstructionClass::arithmetic;
  return InstructionClass::system;
}

struct Table {
  std::array<InstructionClass, kOperations> of{};
  constexpr Table() {
    for (unsigned op = 0; op < kOperations; ++op) of[op] = classify(static_cast<Operation>(op));
  }
};
inline constexpr Table kTable;

}  // namespace instruction_class

constexpr InstructionClass class_of(Operation op) {
  return instruction_class::kTable.of[static_cast<unsigned>(op)];
}

}  // namespace amoeba
