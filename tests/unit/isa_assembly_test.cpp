// Decoder and disassembler against clang's assembler: text -> bytes (clang) -> Instruction -> text -> bytes (clang).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "amoeba/base/random.h"
#include "amoeba/cores/isa/decoder.h"
#include "amoeba/cores/isa/disassembler.h"
#include "amoeba/cores/isa/encodings.h"
#include "assembler.h"

namespace amoeba {
namespace {

const IsaExtensions kAll = IsaExtensions::parse("rv64imacsh_zicntr_zicsr_zifencei_zabha_zacas_zawrs_zalasr");

std::vector<Instruction> decode_all(const std::vector<std::uint8_t>& code) {
  std::vector<Instruction> result;
  for (std::size_t at = 0; at + 1 < code.size();) {
    std::uint32_t raw = code[at] | code[at + 1] << 8;
    if (instruction_length(raw) == 4) raw |= static_cast<std::uint32_t>(code[at + 2] | code[at + 3] << 8) << 16;
    result.push_back(decode(raw, kAll));
    at += result.back().length;
  }
  return result;
}

std::string without_comment(const std::string& text) {
  return text.substr(0, text.find("  #"));
}

std::vector<std::string> disassemble_all(const std::vector<Instruction>& instructions) {
  std::vector<std::string> result;
  for (const Instruction& i : instructions) result.push_back(disassemble(i));
  return result;
}

// Decoding what clang made of `lines` must print the same lines, and their bytes must be the same again.
std::vector<Instruction> expect_round_trip(const std::vector<std::string>& lines) {
  const std::vector<std::uint8_t> code = assemble(lines);
  const std::vector<Instruction> instructions = decode_all(code);
  EXPECT_EQ(instructions.size(), lines.size());
  const std::vector<std::string> texts = disassemble_all(instructions);
  for (std::size_t k = 0; k < std::min(lines.size(), texts.size()); ++k) {
    EXPECT_EQ(without_comment(texts[k]), lines[k]) << std::hex << instructions[k].raw;
  }
  EXPECT_EQ(assemble(texts), code);
  return instructions;
}

struct SubWord {
  std::string text;
  AtomicOp op;
  std::uint8_t width;
  bool aq;
  bool rl;
};

std::vector<SubWord> sub_word_atomics() {
  std::vector<SubWord> result;
  for (unsigned op = 0; op <= static_cast<unsigned>(AtomicOp::cas); ++op) {
    const auto atomic = static_cast<AtomicOp>(op);
    for (std::uint8_t width : {1, 2}) {
      for (unsigned order = 0; order < 4; ++order) {
        const std::string suffix[] = {"", ".aq", ".rl", ".aqrl"};
        const std::string text =
            std::string("amo") + name(atomic) + (width == 1 ? ".b" : ".h") + suffix[order] + " a0, a1, (a2)";
        result.push_back({text, atomic, width, order % 2 == 1, order >= 2});
      }
    }
  }
  return result;
}

TEST(IsaAssembly, TwentySubWordMnemonicsTimesFourOrderings) {
  const std::vector<SubWord> cases = sub_word_atomics();
  ASSERT_EQ(cases.size(), 80u);
  std::vector<std::string> lines;
  for (const SubWord& c : cases) lines.push_back(c.text);
  const std::vector<Instruction> instructions = expect_round_trip(lines);
  ASSERT_EQ(instructions.size(), cases.size());
  for (std::size_t k = 0; k < cases.size(); ++k) {
    const Instruction& i = instructions[k];
    EXPECT_EQ(i.op, Operation::amo) << cases[k].text;
    EXPECT_EQ(i.atomic, cases[k].op) << cases[k].text;
    EXPECT_EQ(i.width, cases[k].width) << cases[k].text;
    EXPECT_EQ(i.aq, cases[k].aq) << cases[k].text;
    EXPECT_EQ(i.rl, cases[k].rl) << cases[k].text;
    EXPECT_EQ(i.rd, 10) << cases[k].text;
    EXPECT_EQ(i.rs2, 11) << cases[k].text;
    EXPECT_EQ(i.rs1, 12) << cases[k].text;
  }
}

std::vector<std::string> wide_atomics() {
  std::vector<std::string> lines;
  for (const char* order : {"", ".aq", ".rl", ".aqrl"}) {
    for (unsigned op = 0; op <= static_cast<unsigned>(AtomicOp::cas); ++op) {
      for (const char* width : {".w", ".d"}) {
        lines.push_back(std::string("amo") + name(static_cast<AtomicOp>(op)) + width + order + " s4, t6, (sp)");
      }
    }
    for (const char* width : {".w", ".d"}) {
      lines.push_back(std::string("lr") + width + order + " a5, (t0)");
      lines.push_back(std::string("sc") + width + order + " a5, zero, (t0)");
    }
    lines.push_back(std::string("amocas.q") + order + " a0, s2, (a3)");
  }
  return lines;
}

std::vector<std::string> loads_with_acquire_and_stores_with_release() {
  std::vector<std::string> lines;
  for (const char width : {'b', 'h', 'w', 'd'}) {
    for (const char* order : {".aq", ".aqrl"}) lines.push_back(std::string("l") + width + order + " a5, (t0)");
    for (const char* order : {".rl", ".aqrl"}) lines.push_back(std::string("s") + width + order + " a5, (t0)");
  }
  return lines;
}

const std::vector<std::string> kPlain = {"lui a0, 0xfffff",
                                         "lui t6, 0x1",
                                         "auipc s0, 0x80000",
                                         "jal ra, -1048576",
                                         "jal zero, 1048574",
                                         "jal t0, 2730",
                                         "jalr ra, -2048(a0)",
                                         "jalr zero, 2047(ra)",
                                         "beq a0, a1, -4096",
                                         "bne s3, zero, 4094",
                                         "blt t0, t1, 1364",
                                         "bge a2, a3, -2",
                                         "bltu a4, a5, 2730",
                                         "bgeu s10, s11, 32",
                                         "lb a0, -1(a1)",
                                         "lh a0, 2047(sp)",
                                         "lw a0, -2048(gp)",
                                         "ld t3, 8(tp)",
                                         "lbu a0, 1(a1)",
                                         "lhu a0, 2(a1)",
                                         "lwu s9, 4(a1)",
                                         "sb a0, -1(a1)",
                                         "sh a0, 2047(a1)",
                                         "sw t4, -2048(a1)",
                                         "sd t5, 1365(a1)",
                                         "addi a0, a1, -2048",
                                         "slti a0, a1, 2047",
                                         "sltiu a0, a1, -1",
                                         "xori a0, a1, -1",
                                         "ori a0, a1, 1365",
                                         "andi a0, a1, 15",
                                         "slli a0, a1, 63",
                                         "srli a0, a1, 32",
                                         "srai a0, a1, 31",
                                         "addiw a0, a1, -7",
                                         "slliw a0, a1, 31",
                                         "srliw a0, a1, 1",
                                         "sraiw a0, a1, 16",
                                         "add a0, a1, a2",
                                         "sub s4, s5, s6",
                                         "sll a0, a1, a2",
                                         "slt a0, a1, a2",
                                         "sltu a0, a1, a2",
                                         "xor a0, a1, a2",
                                         "srl a0, a1, a2",
                                         "sra a0, a1, a2",
                                         "or a0, a1, a2",
                                         "and t0, t1, t2",
                                         "addw a0, a1, a2",
                                         "subw a0, a1, a2",
                                         "sllw a0, a1, a2",
                                         "srlw a0, a1, a2",
                                         "sraw a0, a1, a2",
                                         "mul a0, a1, a2",
                                         "mulh a0, a1, a2",
                                         "mulhsu a0, a1, a2",
                                         "mulhu a0, a1, a2",
                                         "div a0, a1, a2",
                                         "divu a0, a1, a2",
                                         "rem a0, a1, a2",
                                         "remu a0, a1, a2",
                                         "mulw a0, a1, a2",
                                         "divw a0, a1, a2",
                                         "divuw a0, a1, a2",
                                         "remw a0, a1, a2",
                                         "remuw s7, s8, a6",
                                         "fence iorw, iorw",
                                         "fence rw, w",
                                         "fence io, r",
                                         "fence.tso",
                                         "fence.i",
                                         "ecall",
                                         "ebreak",
                                         "mret",
                                         "wfi",
                                         "wrs.nto",
                                         "wrs.sto",
                                         "csrrw a0, mstatus, a1",
                                         "csrrs a7, mhartid, zero",
                                         "csrrc zero, mie, t0",
                                         "csrrwi zero, satp, 31",
                                         "csrrsi a0, cycle, 0",
                                         "csrrci a0, 0x7c0, 1",
                                         "csrrw zero, mnstatus, zero",
                                         "slti zero, zero, 1",
                                         "slti zero, zero, 4",
                                         "sltiu zero, zero, 123",
                                         "sltiu zero, zero, -2048"};

const std::vector<std::string> kCompressed = {"c.addi4spn a0, sp, 1020",
                                              "c.lw a0, 124(a5)",
                                              "c.ld s0, 248(s1)",
                                              "c.sw a1, 64(a2)",
                                              "c.sd a3, 8(a4)",
                                              "c.nop",
                                              "c.addi t6, -32",
                                              "c.addi a0, 31",
                                              "c.addiw s11, -1",
                                              "c.addiw a0, 0",
                                              "c.li t0, -32",
                                              "c.addi16sp sp, -512",
                                              "c.addi16sp sp, 496",
                                              "c.lui a0, 0x1f",
                                              "c.lui t3, 0xfffe0",
                                              "c.srli s0, 63",
                                              "c.srai a5, 32",
                                              "c.andi a0, -32",
                                              "c.sub a0, a1",
                                              "c.xor s0, s1",
                                              "c.or a2, a3",
                                              "c.and a4, a5",
                                              "c.subw a0, a1",
                                              "c.addw a2, a3",
                                              "c.j -2048",
                                              "c.j 2046",
                                              "c.beqz a0, -256",
                                              "c.bnez s1, 254",
                                              "c.slli t6, 63",
                                              "c.lwsp ra, 252(sp)",
                                              "c.ldsp s11, 504(sp)",
                                              "c.jr ra",
                                              "c.mv a0, t6",
                                              "c.ebreak",
                                              "c.jalr t0",
                                              "c.add t1, s2",
                                              "c.swsp zero, 252(sp)",
                                              "c.sdsp ra, 504(sp)"};

const std::vector<std::string> kPrivileged = {
    "sret",
    "sfence.vma a0, a1",
    "sfence.vma zero, zero",
    "hfence.vvma a0, a1",
    "hfence.gvma zero, t6",
    "hlv.b a0, (a1)",
    "hlv.bu a0, (a1)",
    "hlv.h a0, (a1)",
    "hlv.hu a0, (a1)",
    "hlv.w a0, (a1)",
    "hlv.wu a0, (a1)",
    "hlv.d t6, (zero)",
    "hlvx.hu a0, (a1)",
    "hlvx.wu a0, (a1)",
    "hsv.b a0, (a1)",
    "hsv.h a0, (a1)",
    "hsv.w a0, (a1)",
    "hsv.d t6, (s1)",
    "csrrw a0, hstatus, a1",
    "csrrs a0, vsatp, zero",
    "csrrci a0, hgatp, 3",
    "csrrw a0, stimecmp, a1",
    "csrrw zero, henvcfg, a1",
    "csrrs a0, mtval2, zero",
    "csrrs a0, hgeip, zero",
};

TEST(IsaAssembly, EveryOperationComesBackFromClangsBytes) {
  std::vector<std::string> lines = kPlain;
  for (const auto& more : {wide_atomics(), loads_with_acquire_and_stores_with_release(), kPrivileged, kCompressed})
    lines.insert(lines.end(), more.begin(), more.end());
  std::set<Operation> seen{Operation::illegal, Operation::lrwait, Operation::scwait};  // the test below has these
  for (const Instruction& i : expect_round_trip(lines)) seen.insert(i.op);
  EXPECT_EQ(seen.size(), kOperations) << "an operation of operations.def has no line here";
}

// No assembler knows the hypothetical extension, so programs write it as .insn.
TEST(IsaAssembly, LrwaitAndScwaitAreInstructionsOfCustom0) {
  const IsaExtensions waits = IsaExtensions::parse("rv64i_xlrwait");
  std::vector<std::string> lines, texts;
  for (unsigned width = 0; width < 4; ++width)
    for (unsigned order = 0; order < 4; ++order) {
      const std::string suffix = std::string(1, "bhwd"[width]) + std::array{"", ".rl", ".aq", ".aqrl"}[order];
      const auto insn = [&](unsigned funct5, const char* operands) {
        lines.push_back(".insn r CUSTOM_0, " + std::to_string(width) + ", " + std::to_string(funct5 << 2 | order) +
                        operands);
      };
      insn(2, ", a0, a2, zero");
      insn(3, ", a0, a2, a1");
      texts.push_back("lrwait." + suffix + " a0, (a2)");
      texts.push_back("scwait." + suffix + " a0, a1, (a2)");
    }
  const std::vector<std::uint8_t> code = assemble(lines);
  ASSERT_EQ(code.size(), 4 * lines.size());
  for (std::size_t k = 0; k < lines.size(); ++k) {
    std::uint32_t word;
    std::memcpy(&word, &code[4 * k], sizeof word);
    EXPECT_EQ(disassemble(decode(word, waits)), texts[k]);
    EXPECT_EQ(decode(word, waits).width, 1u << k / 8);
    EXPECT_EQ(decode(word, kAll).op, Operation::illegal);
  }
}

TEST(IsaAssembly, EveryCompressedParcelReassembles) {
  std::vector<Instruction> instructions;
  std::vector<std::uint8_t> code;
  for (std::uint32_t parcel = 0; parcel < 0x10000; ++parcel) {
    if (instruction_length(parcel) != 2) continue;
    const Instruction i = decode(parcel, kAll);
    EXPECT_EQ(i.length, 2);
    EXPECT_EQ(i.raw, parcel);
    instructions.push_back(i);
    code.push_back(static_cast<std::uint8_t>(parcel));
    code.push_back(static_cast<std::uint8_t>(parcel >> 8));
  }
  EXPECT_EQ(assemble(disassemble_all(instructions)), code);
}

// Words that match a line of operations.def, with random bits where its mask leaves them free.
std::vector<std::uint32_t> random_words(unsigned per_operation) {
  Random random(42);
  std::vector<std::uint32_t> words;
  for (unsigned op = 1; op < kOperations; ++op) {
    const Encoding& e = encoding(static_cast<Operation>(op));
    for (unsigned k = 0; k < per_operation; ++k) {
      words.push_back(e.match | (static_cast<std::uint32_t>(random.next()) & ~e.mask));
    }
  }
  return words;
}

TEST(IsaAssembly, RandomWordsReassemble) {
  std::vector<std::string> lines;
  std::vector<std::uint8_t> code;
  for (std::uint32_t word : random_words(1000)) {
    lines.push_back(disassemble(decode(word, kAll)));
    for (unsigned byte = 0; byte < 4; ++byte) code.push_back(static_cast<std::uint8_t>(word >> (8 * byte)));
  }
  EXPECT_EQ(assemble(lines), code);
}

TEST(IsaAssembly, AWrongTextIsNoticed) {
  EXPECT_THROW(assemble({"amoadd.b a0, a1"}), std::runtime_error);
  EXPECT_NE(assemble({"amoadd.b a0, a1, (a2)"}), assemble({"amoadd.b.aq a0, a1, (a2)"}));
}

}  // namespace
}  // namespace amoeba
