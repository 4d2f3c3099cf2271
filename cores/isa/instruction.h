// A decoded instruction: what the harts execute, the disassembler prints and the tests compare.
// Models: RV64 I M Zaamo Zalrsc C Zicsr Zifencei Zicntr Zabha Zacas Zawrs Zalasr, supervisor mode and H, the marker
// hints, and the hypothetical Xlrwait.
// Compressed instructions decode to the operation that they expand to, with length 2.
// Source: RISC-V unprivileged manual; data in operations.def.
#pragma once
#include <cstdint>

#include "amoeba/base/amo.h"
#include "amoeba/base/isa_extensions.h"

namespace amoeba {

// One enumerator per line of operations.def: illegal (0), marker, label, lui, ..., lr, sc, amo (all AMOs share one).
enum class Operation : std::uint8_t {
#define AMOEBA_OPERATION(name, ...) name,
#include "amoeba/cores/isa/operations.def"
#undef AMOEBA_OPERATION
};
#define AMOEBA_OPERATION(...) +1
inline constexpr unsigned kOperations = 0
#include "amoeba/cores/isa/operations.def"
    ;
#undef AMOEBA_OPERATION

constexpr bool is_hypervisor_load(Operation op) {
  return op >= Operation::hlv_b && op <= Operation::hlvx_wu;
}
constexpr bool is_hypervisor_store(Operation op) {
  return op >= Operation::hsv_b && op <= Operation::hsv_d;
}
// Loads as if it fetched: the page must be executable.
constexpr bool loads_executable(Operation op) {
  return op == Operation::hlvx_hu || op == Operation::hlvx_wu;
}

// Zero-cost markers: HINT instructions that the hart neither times nor counts. Encoded as `slti x0, x0, code`
// (code below) and, for labels, `sltiu x0, x0, number`; both lie in the HINT space set aside for custom use.
enum class Marker : std::int32_t { roi_begin = 1, roi_end = 2, operation_begin = 3, operation_end = 4 };

struct Instruction {
  Operation op = Operation{};
  std::uint8_t rd = 0;
  std::uint8_t rs1 = 0;
  std::uint8_t rs2 = 0;
  std::uint8_t length = 4;   // bytes: 2 or 4
  std::uint8_t width = 0;    // bytes of a memory access, 0 otherwise
  bool is_unsigned = false;  // of a load
  bool aq = false;
  bool rl = false;
  AtomicOp atomic = AtomicOp::swap;
  std::int32_t imm = 0;   // immediate; csr number (zimm in rs1); fence bits pred<<4|succ; marker code
  std::uint32_t raw = 0;  // as fetched; what mtval receives when it is illegal
};

}  // namespace amoeba
