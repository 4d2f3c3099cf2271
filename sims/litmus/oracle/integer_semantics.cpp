#include "amoeba/litmus/oracle/integer_semantics.h"

#include <stdexcept>

#include "amoeba/cores/isa/arithmetic.h"

namespace amoeba::litmus {
namespace {

std::uint64_t multiplication_or_division(Operation op, std::uint64_t a, std::uint64_t b) {
  namespace m = arithmetic;
  switch (op) {
    case Operation::mul:
      return a * b;
    case Operation::mulh:
      return m::mulh(a, b);
    case Operation::mulhsu:
      return m::mulhsu(a, b);
    case Operation::mulhu:
      return m::mulhu(a, b);
    case Operation::div:
      return m::div(a, b);
    case Operation::divu:
      return m::divu(a, b);
    case Operation::rem:
      return m::rem(a, b);
    case Operation::remu:
      return m::remu(a, b);
    case Operation::mulw:
      return m::word(a * b);
    case Operation::divw:
      return m::divw(a, b);
    case Operation::divuw:
      return m::divuw(a, b);
    case Operation::remw:
      return m::remw(a, b);
    case Operation::remuw:
      return m::remuw(a, b);
    default:
      throw std::logic_error("no integer operation");
  }
}

}  // namespace

bool is_integer_operation(Operation op) {
  return op == Operation::lui || (op >= Operation::addi && op <= Operation::remuw) || op == Operation::marker ||
         op == Operation::label;
}

std::uint64_t integer_result(const Instruction& i, std::uint64_t a, std::uint64_t b) {
  namespace m = arithmetic;
  const auto shift = static_cast<unsigned>(b & 63);
  switch (i.op) {
    case Operation::lui:
      return b;
    case Operation::addi:
    case Operation::add:
      return a + b;
    case Operation::sub:
      return a - b;
    case Operation::slti:
    case Operation::slt:
      return m::as_signed(a) < m::as_signed(b);
    case Operation::sltiu:
    case Operation::sltu:
      return a < b;
    case Operation::xori:
    case Operation::xor_:
      return a ^ b;
    case Operation::ori:
    case Operation::or_:
      return a | b;
    case Operation::andi:
    case Operation::and_:
      return a & b;
    case Operation::slli:
    case Operation::sll:
      return a << shift;
    case Operation::srli:
    case Operation::srl:
      return a >> shift;
    case Operation::srai:
    case Operation::sra:
      return m::sra(a, shift);
    case Operation::addiw:
    case Operation::addw:
      return m::word(a + b);
    case Operation::subw:
      return m::word(a - b);
    case Operation::slliw:
    case Operation::sllw:
      return m::sllw(a, shift);
    case Operation::srliw:
    case Operation::srlw:
      return m::srlw(a, shift);
    case Operation::sraiw:
    case Operation::sraw:
      return m::sraw(a, shift);
    case Operation::marker:
    case Operation::label:
      return 0;
    default:
      return multiplication_or_division(i.op, a, b);
  }
}

bool is_branch(Operation op) {
  return op >= Operation::beq && op <= Operation::bgeu;
}

bool branch_taken(Operation op, std::uint64_t a, std::uint64_t b) {
  switch (op) {
    case Operation::beq:
      return a == b;
    case Operation::bne:
      return a != b;
    case Operation::blt:
      return arithmetic::as_signed(a) < arithmetic::as_signed(b);
    case Operation::bge:
      return arithmetic::as_signed(a) >= arithmetic::as_signed(b);
    case Operation::bltu:
      return a < b;
    case Operation::bgeu:
      return a >= b;
    default:
      throw std::logic_error("no branch");
  }
}

}  // namespace amoeba::litmus
