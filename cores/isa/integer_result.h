// The value that an integer instruction computes, and whether a branch is taken.
// Models: RV64I and M. Not modelled: memory, jumps, time. Errors: none; other operations give 0.
// Source: RISC-V unprivileged manual, chapters RV64I and M.
#pragma once
#include <cstdint>

#include "amoeba/cores/isa/arithmetic.h"
#include "amoeba/cores/isa/instruction.h"

namespace amoeba {

inline bool branch_taken(Operation op, std::uint64_t a, std::uint64_t b) {
  using arithmetic::as_signed;
  switch (op) {
    case Operation::beq:
      return a == b;
    case Operation::bne:
      return a != b;
    case Operation::blt:
      return as_signed(a) < as_signed(b);
    case Operation::bge:
      return as_signed(a) >= as_signed(b);
    case Operation::bltu:
      return a < b;
    default:
      return a >= b;
  }
}

inline std::uint64_t integer_result(const Instruction& i, std::uint64_t pc, std::uint64_t a, std::uint64_t b) {
  using namespace arithmetic;
  const auto imm = static_cast<std::uint64_t>(std::int64_t{i.imm});
  const auto shift = static_cast<unsigned>(i.imm);
  const auto low = static_cast<unsigned>(b);
  switch (i.op) {
    // clang-format off
    case Operation::lui:    return imm;
    case Operation::auipc:  return pc + imm;
    case Operation::addi:   return a + imm;
    case Operation::slti:   return as_signed(a) < i.imm;
    case Operation::sltiu:  return a < imm;
    case Operation::xori:   return a ^ imm;
    case Operation::ori:    return a | imm;
    case Operation::andi:   return a & imm;
    case Operation::slli:   return a << i.imm;
    case Operation::srli:   return a >> i.imm;
    case Operation::srai:   return sra(a, shift);
    case Operation::addiw:  return word(a + imm);
    case Operation::slliw:  return sllw(a, shift);
    case Operation::srliw:  return srlw(a, shift);
    case Operation::sraiw:  return sraw(a, shift);
    case Operation::add:    return a + b;
    case Operation::sub:    return a - b;
    case Operation::sll:    return a << (b & 63);
    case Operation::slt:    return as_signed(a) < as_signed(b);
    case Operation::sltu:   return a < b;
    case Operation::xor_:   return a ^ b;
    case Operation::srl:    return a >> (b & 63);
    case Operation::sra:    return sra(a, low);
    case Operation::or_:    return a | b;
    case Operation::and_:   return a & b;
    case Operation::addw:   return word(a + b);
    case Operation::subw:   return word(a - b);
    case Operation::sllw:   return sllw(a, low);
    case Operation::srlw:   return srlw(a, low);
    case Operation::sraw:   return sraw(a, low);
    case Operation::mul:    return a * b;
    case Operation::mulh:   return mulh(a, b);
    case Operation::mulhsu: return mulhsu(a, b);
    case Operation::mulhu:  return mulhu(a, b);
    case Operation::mulw:   return word(a * b);
    case Operation::div:    return div(a, b);
    case Operation::divu:   return divu(a, b);
    case Operation::rem:    return rem(a, b);
    case Operation::remu:   return remu(a, b);
    case Operation::divw:   return divw(a, b);
    case Operation::divuw:  return divuw(a, b);
    case Operation::remw:   return remw(a, b);
    case Operation::remuw:  return remuw(a, b);
    default:                return 0;
      // clang-format on
  }
}

}  // namespace amoeba
