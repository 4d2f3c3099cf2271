#include "amoeba/cores/isa/disassembler.h"

#include <array>
#include <cstdio>

#include "amoeba/cores/isa/bit_fields.h"
#include "amoeba/cores/isa/encodings.h"

namespace amoeba {
namespace {

std::string reg(unsigned index) {
  return std::string(register_name(index));
}
std::string number(std::int64_t value) {
  return std::to_string(value);
}
std::string hexadecimal(std::uint32_t value) {
  char text[11];
  std::snprintf(text, sizeof text, "0x%x", value);
  return text;
}
std::string address(const Instruction& i) {
  return number(i.imm) + "(" + reg(i.rs1) + ")";
}
std::string upper(const Instruction& i) {
  return hexadecimal(take(static_cast<std::uint32_t>(i.imm), 12, 20));
}

std::string data_directive(const Instruction& i, const std::string& comment) {
  return (i.length == 2 ? ".half " : ".word ") + hexadecimal(i.raw) + "  # " + comment;
}

std::string fence_set(std::int32_t bits) {
  std::string text;
  for (unsigned k = 0; k < 4; ++k) {
    if (bits & (8 >> k)) text += "iorw"[k];
  }
  return text.empty() ? "0" : text;
}
std::string fence_operands(const Instruction& i) {
  return fence_set(i.imm >> 4) + ", " + fence_set(i.imm);
}

std::string csr_name(std::int32_t csr) {
  switch (csr) {
#define AMOEBA_CSR(name, number) \
  case number:                   \
    return #name;
#include "amoeba/cores/isa/csrs.def"
#undef AMOEBA_CSR
    default:
      return hexadecimal(static_cast<std::uint32_t>(csr));
  }
}

std::string atomic_mnemonic(const Instruction& i) {
  const char width = i.width == 1 ? 'b' : i.width == 2 ? 'h' : i.width == 4 ? 'w' : i.width == 8 ? 'd' : 'q';
  const bool plain = i.op == Operation::load_acquire || i.op == Operation::store_release;
  std::string text = i.op == Operation::amo ? "amo" : plain ? encoding(i.op).mnemonic : "";
  if (!plain) text += std::string(name(i.atomic)) + ".";
  text += width;
  if (i.aq || i.rl) text += '.';
  if (i.aq) text += "aq";
  if (i.rl) text += "rl";
  return text;
}

std::string operands(Format format, const Instruction& i) {
  const std::string rd = reg(i.rd), rs1 = reg(i.rs1), rs2 = reg(i.rs2), separator = ", ";
  switch (format) {
    case Format::none:
      return "";
    case Format::r:
      return rd + separator + rs1 + separator + rs2;
    case Format::i:
    case Format::shift:
      return rd + separator + rs1 + separator + number(i.imm);
    case Format::u:
      return rd + separator + upper(i);
    case Format::j:
      return rd + separator + number(i.imm);
    case Format::jalr:
    case Format::load:
      return rd + separator + address(i);
    case Format::b:
      return rs1 + separator + rs2 + separator + number(i.imm);
    case Format::s:
      return rs2 + separator + address(i);
    case Format::fence:
      return fence_operands(i);
    case Format::csr:
      return rd + separator + csr_name(i.imm) + separator + rs1;
    case Format::csr_imm:
      return rd + separator + csr_name(i.imm) + separator + number(i.rs1);
    case Format::fence_vma:
      return rs1 + separator + rs2;
    case Format::store_release:
    case Format::hypervisor_store:
      return rs2 + ", (" + rs1 + ")";
    case Format::lr:
    case Format::load_acquire:
    case Format::lrwait:
    case Format::hypervisor_load:
      return rd + ", (" + rs1 + ")";
    default:
      return rd + separator + rs2 + ", (" + rs1 + ")";
  }
}

std::string compressed_operands(CompressedFormat format, const Instruction& i) {
  using F = CompressedFormat;
  const std::string rd = reg(i.rd), separator = ", ";
  switch (format) {
    case F::none:
      return "";
    case F::lw:
    case F::ld:
    case F::lwsp:
    case F::ldsp:
      return rd + separator + address(i);
    case F::sw:
    case F::sd:
    case F::swsp:
    case F::sdsp:
      return reg(i.rs2) + separator + address(i);
    case F::addi4spn:
      return rd + separator + reg(i.rs1) + separator + number(i.imm);
    case F::lui:
      return rd + separator + upper(i);
    case F::reg_c:
    case F::mv:
    case F::add:
      return rd + separator + reg(i.rs2);
    case F::j:
      return number(i.imm);
    case F::b:
      return reg(i.rs1) + separator + number(i.imm);
    case F::jr:
    case F::jalr:
      return reg(i.rs1);
    default:
      return rd + separator + number(i.imm);
  }
}

std::string join(const std::string& mnemonic, const std::string& operand_text) {
  return operand_text.empty() ? mnemonic : mnemonic + " " + operand_text;
}

std::string marker_comment(const Instruction& i) {
  if (i.op == Operation::label) return "  # label " + number(i.imm);
  if (i.op != Operation::marker) return "";
  switch (static_cast<Marker>(i.imm)) {
    case Marker::roi_begin:
      return "  # region of interest begins";
    case Marker::roi_end:
      return "  # region of interest ends";
    case Marker::operation_begin:
      return "  # operation begins";
    case Marker::operation_end:
      return "  # operation ends";
  }
  return "";
}

// Fields that a fence ignores, and that no assembler text can set.
bool has_reserved_fields(const Instruction& i) {
  switch (i.op) {
    case Operation::fence:
      return (i.raw & 0xf00fff80) != 0;
    case Operation::fence_tso:
      return (i.raw & 0x000fff80) != 0;
    case Operation::fence_i:
      return (i.raw & 0xffff8f80) != 0;
    default:
      return false;
  }
}

}  // namespace

std::string_view register_name(unsigned index) {
  static constexpr std::array<std::string_view, 32> kNames = {
      "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
      "a6",   "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
  return kNames[index & 31];
}

std::string disassemble(const Instruction& i) {
  if (i.op == Operation::illegal) return data_directive(i, "illegal");
  if (i.length == 2) {
    const CompressedEncoding& e = *find_compressed(i.raw);
    return join(e.mnemonic, compressed_operands(e.format, i));
  }
  const Encoding& e = encoding(i.op);
  const bool atomic = e.format >= Format::lr;
  const std::string text = join(atomic ? atomic_mnemonic(i) : e.mnemonic, operands(e.format, i));
  if (has_reserved_fields(i)) return data_directive(i, text + " (reserved form)");
  return text + marker_comment(i);
}

}  // namespace amoeba
