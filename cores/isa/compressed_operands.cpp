// How each compressed format packs its operands, and which operand values are reserved.
#include "amoeba/cores/isa/bit_fields.h"
#include "amoeba/cores/isa/encodings.h"

namespace amoeba {
namespace {

constexpr std::uint8_t kRa = 1, kSp = 2;

std::uint8_t full(std::uint32_t p, unsigned from) {
  return static_cast<std::uint8_t>(take(p, from, 5));
}
// The three-bit fields name x8 to x15.
std::uint8_t popular(std::uint32_t p, unsigned from) {
  return static_cast<std::uint8_t>(8 + take(p, from, 3));
}

std::uint32_t imm6(std::uint32_t p) {
  return take(p, 12, 1, 5) | take(p, 2, 5);
}
std::uint32_t word_offset(std::uint32_t p) {
  return take(p, 10, 3, 3) | take(p, 6, 1, 2) | take(p, 5, 1, 6);
}
std::uint32_t double_offset(std::uint32_t p) {
  return take(p, 10, 3, 3) | take(p, 5, 2, 6);
}
std::int32_t jump_offset(std::uint32_t p) {
  return extend(take(p, 12, 1, 11) | take(p, 11, 1, 4) | take(p, 9, 2, 8) | take(p, 8, 1, 10) | take(p, 7, 1, 6) |
                    take(p, 6, 1, 7) | take(p, 3, 3, 1) | take(p, 2, 1, 5),
                12);
}
std::int32_t branch_offset(std::uint32_t p) {
  return extend(take(p, 12, 1, 8) | take(p, 10, 2, 3) | take(p, 5, 2, 6) | take(p, 3, 2, 1) | take(p, 2, 1, 5), 9);
}
std::int32_t addi16sp_immediate(std::uint32_t p) {
  return extend(take(p, 12, 1, 9) | take(p, 6, 1, 4) | take(p, 5, 1, 6) | take(p, 3, 2, 7) | take(p, 2, 1, 5), 10);
}
std::uint32_t addi4spn_immediate(std::uint32_t p) {
  return take(p, 11, 2, 4) | take(p, 7, 4, 6) | take(p, 6, 1, 2) | take(p, 5, 1, 3);
}

void set(Instruction& i, std::uint8_t rd, std::uint8_t rs1, std::uint8_t rs2, std::int64_t imm) {
  i.rd = rd;
  i.rs1 = rs1;
  i.rs2 = rs2;
  i.imm = static_cast<std::int32_t>(imm);
}

// Loads, stores, and everything relative to the stack pointer.
bool memory_operands(CompressedFormat format, std::uint32_t p, Instruction& i) {
  using F = CompressedFormat;
  switch (format) {
    case F::lw:
      return set(i, popular(p, 2), popular(p, 7), 0, word_offset(p)), true;
    case F::ld:
      return set(i, popular(p, 2), popular(p, 7), 0, double_offset(p)), true;
    case F::sw:
      return set(i, 0, popular(p, 7), popular(p, 2), word_offset(p)), true;
    case F::sd:
      return set(i, 0, popular(p, 7), popular(p, 2), double_offset(p)), true;
    case F::lwsp:
      set(i, full(p, 7), kSp, 0, take(p, 12, 1, 5) | take(p, 4, 3, 2) | take(p, 2, 2, 6));
      return i.rd != 0;
    case F::ldsp:
      set(i, full(p, 7), kSp, 0, take(p, 12, 1, 5) | take(p, 5, 2, 3) | take(p, 2, 3, 6));
      return i.rd != 0;
    case F::swsp:
      return set(i, 0, kSp, full(p, 2), take(p, 9, 4, 2) | take(p, 7, 2, 6)), true;
    case F::sdsp:
      return set(i, 0, kSp, full(p, 2), take(p, 10, 3, 3) | take(p, 7, 3, 6)), true;
    case F::addi16sp:
      set(i, kSp, kSp, 0, addi16sp_immediate(p));
      return i.imm != 0;
    case F::addi4spn:
      set(i, popular(p, 2), kSp, 0, addi4spn_immediate(p));
      return i.imm != 0;
    default:
      return false;
  }
}

}  // namespace

bool decode_compressed_operands(CompressedFormat format, std::uint32_t p, Instruction& i) {
  using F = CompressedFormat;
  const std::uint8_t rd = full(p, 7), rs2 = full(p, 2), rd_c = popular(p, 7), rs2_c = popular(p, 2);
  switch (format) {
    case F::none:
      return true;
    case F::imm:
      return set(i, rd, rd, 0, extend(imm6(p), 6)), true;
    case F::addiw:
      set(i, rd, rd, 0, extend(imm6(p), 6));
      return rd != 0;
    case F::li:
      return set(i, rd, 0, 0, extend(imm6(p), 6)), true;
    case F::lui:
      set(i, rd, 0, 0, extend(imm6(p), 6) * 4096);
      return i.imm != 0;
    case F::shift_c:
      return set(i, rd_c, rd_c, 0, imm6(p)), true;
    case F::andi:
      return set(i, rd_c, rd_c, 0, extend(imm6(p), 6)), true;
    case F::reg_c:
      return set(i, rd_c, rd_c, rs2_c, 0), true;
    case F::j:
      return set(i, 0, 0, 0, jump_offset(p)), true;
    case F::b:
      return set(i, 0, rd_c, 0, branch_offset(p)), true;
    case F::shift:
      return set(i, rd, rd, 0, imm6(p)), true;
    case F::jr:
      set(i, 0, rd, 0, 0);
      return rd != 0;
    case F::mv:
      return set(i, rd, 0, rs2, 0), true;
    case F::jalr:
      return set(i, kRa, rd, 0, 0), true;
    case F::add:
      return set(i, rd, rd, rs2, 0), true;
    default:
      return memory_operands(format, p, i);
  }
}

}  // namespace amoeba
