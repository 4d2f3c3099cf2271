// Decoding that needs no assembler: known words, absent extensions, reserved encodings, arbitrary words.
#include "amoeba/cores/isa/decoder.h"

#include <gtest/gtest.h>

#include "amoeba/base/random.h"
#include "amoeba/cores/isa/disassembler.h"

namespace amoeba {
namespace {

const IsaExtensions kAll = IsaExtensions::parse("rv64imac_zicntr_zicsr_zifencei_zabha_zacas_zawrs_zalasr_xlrwait");

Operation operation(std::uint32_t raw, const IsaExtensions& extensions = kAll) {
  return decode(raw, extensions).op;
}

IsaExtensions without(Extension absent) {
  IsaExtensions set = kAll;
  set.set(absent, false);
  return set;
}

TEST(Decoder, WordsThatClangGave) {
  struct Known {
    std::uint32_t raw;
    const char* text;
  };
  for (const Known& k :
       {Known{0x00b6052f, "amoadd.b a0, a1, (a2)"}, Known{0x06b6052f, "amoadd.b.aqrl a0, a1, (a2)"},
        Known{0x28b6152f, "amocas.h a0, a1, (a2)"}, Known{0xe0b6052f, "amomaxu.b a0, a1, (a2)"},
        Known{0x1006252f, "lr.w a0, (a2)"}, Known{0x18b6252f, "sc.w a0, a1, (a2)"},
        Known{0x1006050b, "lrwait.b a0, (a2)"}, Known{0x1606150b, "lrwait.h.aqrl a0, (a2)"},
        Known{0x1406350b, "lrwait.d.aq a0, (a2)"}, Known{0x18b6250b, "scwait.w a0, a1, (a2)"},
        Known{0x1ab6050b, "scwait.b.rl a0, a1, (a2)"}, Known{0x3406052f, "lb.aq a0, (a2)"},
        Known{0x3606352f, "ld.aqrl a0, (a2)"}, Known{0x3ab6102f, "sh.rl a1, (a2)"},
        Known{0x3eb6202f, "sw.aqrl a1, (a2)"}, Known{0x00d00073, "wrs.nto"}, Known{0x01d00073, "wrs.sto"}}) {
    EXPECT_EQ(disassemble(decode(k.raw, kAll)), k.text);
  }
}

TEST(Decoder, InstructionsOfAnAbsentExtensionAreIllegal) {
  struct Case {
    Extension extension;
    std::uint32_t raw;
  };
  for (const Case& c :
       {Case{Extension::m, 0x02c58533}, Case{Extension::zaamo, 0x00b6252f}, Case{Extension::zalrsc, 0x1006252f},
        Case{Extension::zalrsc, 0x18b6252f}, Case{Extension::c, 0x0001}, Case{Extension::zicsr, 0x30051073},
        Case{Extension::zifencei, 0x0000100f}, Case{Extension::zabha, 0x00b6052f}, Case{Extension::zabha, 0x28b6052f},
        Case{Extension::zacas, 0x28b6052f}, Case{Extension::zacas, 0x28b6252f}, Case{Extension::zawrs, 0x00d00073},
        Case{Extension::zalasr, 0x3406252f}, Case{Extension::zalasr, 0x3ab6302f}, Case{Extension::xlrwait, 0x1006050b},
        Case{Extension::xlrwait, 0x18b6350b}}) {
    EXPECT_NE(operation(c.raw), Operation::illegal) << std::hex << c.raw;
    EXPECT_EQ(operation(c.raw, without(c.extension)), Operation::illegal) << std::hex << c.raw;
  }
  EXPECT_EQ(operation(0x00b6252f, without(Extension::zabha)), Operation::amo);
}

TEST(Decoder, ReservedEncodingsAreIllegal) {
  for (std::uint32_t raw : {
           0x00000000u, 0xffffffffu,                                      // all zeros, all ones
           0x1006052fu, 0x1006152fu,           0x18b6052fu, 0x18b6152fu,  // lr and sc of bytes and halfwords
           0x1016252fu,                                                   // lr with rs2
           0x1016250bu, 0x1006450bu,           0x0006250bu,               // lrwait with rs2, lrwait.q, no lrwait
           0x00b6452fu, 0x00b6552fu,           0x1006452fu,               // amoadd.q, wider, lr.q
           0x28b6452fu, 0x28a645afu,                                      // amocas.q with odd rs2, odd rd
           0x3006252fu, 0x34b6252fu,           0x3406452fu,               // load without aq, with rs2, of 16 bytes
           0x38b6202fu, 0x3ab620afu,                                      // store without rl, with rd
           0x02b5151bu, 0x04059513u,           0x0000703fu,               // slliw by 32+, slli by 64+, long encoding
           0x10200073u, 0x12000073u,           0x7b200073u,               // sret, sfence.vma, dret
           0x00004073u, 0x00001063u ^ 0x3000u,                            // funct3 holes of SYSTEM and BRANCH
           0x00007003u, 0x00004023u,           0x00000053u, 0x00000007u   // load and store holes, floating point
       }) {
    const Instruction i = decode(raw, kAll);
    EXPECT_EQ(i.op, Operation::illegal) << std::hex << raw;
    EXPECT_EQ(i.raw, raw);
    EXPECT_EQ(i.width, 0);
  }
}

TEST(Decoder, ReservedCompressedEncodingsAreIllegal) {
  for (std::uint32_t raw : {0x0000u, 0x0004u,                       // c.addi4spn with 0
                            0x2001u, 0x6101u, 0x6081u,              // c.addiw x0, c.addi16sp 0, c.lui ra 0
                            0x4002u, 0x6002u, 0x8002u,              // c.lwsp x0, c.ldsp x0, c.jr x0
                            0x9c41u, 0x9c61u, 0x8000u,              // holes
                            0x2000u, 0xa000u, 0x2002u, 0xa002u}) {  // floating point
    EXPECT_EQ(operation(raw), Operation::illegal) << std::hex << raw;
  }
}

TEST(Decoder, MarkersAreHintsWithBothRegistersZero) {
  EXPECT_EQ(operation(0x00102013), Operation::marker);
  EXPECT_EQ(decode(0x00402013, kAll).imm, static_cast<std::int32_t>(Marker::operation_end));
  EXPECT_EQ(operation(0x07b03013), Operation::label);
  EXPECT_EQ(decode(0x07b03013, kAll).imm, 123);
  EXPECT_EQ(operation(0x0010a013), Operation::slti);
  EXPECT_EQ(operation(0x00102093), Operation::slti);
}

TEST(Decoder, ReservedFencesActAsPlainOnes) {
  const Instruction i = decode(0x10f5850f, kAll);
  EXPECT_EQ(i.op, Operation::fence);
  EXPECT_EQ(i.imm, 0x0f);
  EXPECT_EQ(i.rd, 0);
  EXPECT_EQ(i.rs1, 0);
  EXPECT_EQ(disassemble(i), ".word 0x10f5850f  # fence 0, iorw (reserved form)");
  EXPECT_EQ(operation(0x8330000f), Operation::fence_tso);
  EXPECT_EQ(operation(0x8320000f), Operation::fence);
  EXPECT_EQ(operation(0xfff5950f), Operation::fence_i);
}

TEST(Decoder, CompressedInstructionsIgnoreTheUpperHalfAndCarryOnlyTheirBits) {
  const Instruction i = decode(0xffff8522, kAll);  // c.mv a0, s0
  EXPECT_EQ(i.op, Operation::add);
  EXPECT_EQ(i.raw, 0x8522u);
  EXPECT_EQ(i.length, 2);
  EXPECT_EQ(i.rd, 10);
  EXPECT_EQ(i.rs1, 0);
  EXPECT_EQ(i.rs2, 8);
}

TEST(Decoder, CompressedLoadsCarryWidthAndSign) {
  const Instruction i = decode(0x4188, kAll);  // c.lw a0, 0(a1)
  EXPECT_EQ(i.op, Operation::lw);
  EXPECT_EQ(i.width, 4);
  EXPECT_FALSE(i.is_unsigned);
}

TEST(Decoder, ArbitraryWordsDecodeToSomethingPrintable) {
  Random random(7);
  for (unsigned k = 0; k < 500'000; ++k) {
    const auto raw = static_cast<std::uint32_t>(random.next());
    const Instruction i = decode(raw, kAll);
    ASSERT_LT(static_cast<unsigned>(i.op), kOperations);
    ASSERT_EQ(i.length, instruction_length(raw));
    ASSERT_LT(i.rd | i.rs1 | i.rs2, 32);
    ASSERT_FALSE(disassemble(i).empty());
  }
}

}  // namespace
}  // namespace amoeba
