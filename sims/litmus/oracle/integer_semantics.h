// What RV64IM integer operations and branches compute.
// Not modelled: jumps, auipc, memory. Errors: std::logic_error on an operation that is none of these.
// Source: RISC-V unprivileged manual, chapters RV64I and M.
#pragma once
#include <cstdint>

#include "amoeba/cores/isa/instruction.h"

namespace amoeba::litmus {

bool is_integer_operation(Operation op);
// Of an operation with an immediate operand `b` is that.
std::uint64_t integer_result(const Instruction& instruction, std::uint64_t a, std::uint64_t b);

bool is_branch(Operation op);
bool branch_taken(Operation op, std::uint64_t a, std::uint64_t b);

}  // namespace amoeba::litmus
