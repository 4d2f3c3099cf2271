// What the reader makes of the corners of the .litmus format, and what it says about malformed files.
#include <gtest/gtest.h>

#include "amoeba/base/random.h"
#include "amoeba/cores/isa/disassembler.h"
#include "amoeba/litmus/lexer.h"
#include "litmus_fixture.h"

namespace amoeba::litmus {
namespace {

std::string with(const std::string& state, const std::string& program, const std::string& question) {
  return "RISCV T\n{\n" + state + "\n}\n" + program + "\n" + question + "\n";
}
std::string one_thread(const std::string& instruction) {
  return with("0:x6=x;", " P0 ;\n " + instruction + " ;", "exists true");
}

TEST(LitmusReader, HeaderKeepsNameDocumentationAndPrefetchHints) {
  const LitmusTest test = parse(
      "\n RISCV MP+[a-b]+c.d\n\"what it is\"\nCycle=Rfe PodRR\nPrefetch=0:x=F,1:y=T,1:x=W\nHash=00ff\n"
      "{ 0:x6=x; 1:x6=y; }\n P0 | P1 ;\n nop | nop ;\nexists true");
  EXPECT_EQ(test.name, "MP+[a-b]+c.d");
  EXPECT_EQ(test.documentation, "what it is");
  ASSERT_EQ(test.prefetch.size(), 3u);
  EXPECT_EQ(test.prefetch[0].kind, PrefetchKind::flush);
  EXPECT_EQ(test.prefetch[1].kind, PrefetchKind::touch);
  EXPECT_EQ(test.prefetch[2].kind, PrefetchKind::touch_for_write);
  EXPECT_EQ(test.prefetch[2].thread, 1u);
  EXPECT_EQ(test.prefetch[2].location, "x");
}

TEST(LitmusReader, CommentsNestOverLinesAndInsideRows) {
  const LitmusTest test = parse(
      "RISCV T (* a (* b\n *) c *)\n{ (* ; } *) 0:x6=x; }\n P0 (* | *) ;\n lw x5,0(x6) (* ; *) ; (* } *)\n"
      "exists (* not *) (0:x5=0)");
  EXPECT_EQ(test.name, "T");
  EXPECT_EQ(test.threads[0].code.size(), 1u);
  EXPECT_EQ(text(test.condition), "0:x5=0");
}

TEST(LitmusReader, InitialStateHasTypesPointersAndAbiNames) {
  const LitmusTest test =
      parse(with("uint16_t y; int8_t x=-2; int *p=&z; q=x; [w]=0x10; uint64_t 1:a0; 0:s0=p; 0:t1 = -3;\n int *1:x7=y",
                 " P0 | P1 ;\n nop | nop ;", "exists true"));
  const auto find = [&](const std::string& name) {
    for (const Location& l : test.locations)
      if (l.name == name) return l;
    ADD_FAILURE() << name;
    return Location{};
  };
  EXPECT_EQ(find("y").type.bytes, 2u);
  EXPECT_FALSE(find("y").type.is_signed);
  EXPECT_EQ(find("x").initial.number, -2);
  EXPECT_EQ(find("p").type.bytes, 8u);
  EXPECT_EQ(find("p").initial.location, "z");
  EXPECT_EQ(find("q").type.bytes, 8u);
  EXPECT_EQ(find("w").initial.number, 16);
  EXPECT_EQ(find("z").type.bytes, 4u);
  EXPECT_EQ(test.registers.at({0, 8}).location, "p");
  EXPECT_EQ(test.registers.at({0, 6}).number, -3);
  EXPECT_EQ(test.registers.at({1, 7}).location, "y");
  EXPECT_EQ(test.register_types.at({1, 10}).bytes, 8u);
}

TEST(LitmusReader, LabelsStandAloneOrBeforeAnInstruction) {
  const LitmusTest test =
      parse(with("0:x6=x;", " P0 ;\n bne x5,x0,END ;\n L0: lw x5,0(x6) ;\n li x7,100000 ;\n beq x5,x7,L0 ;\n END: ;",
                 "exists true"));
  ASSERT_EQ(test.threads[0].code.size(), 5u);  // the wide li is two instructions
  EXPECT_EQ(test.threads[0].code[0].imm, 20);
  EXPECT_EQ(test.threads[0].code[4].imm, -12);
  EXPECT_EQ(test.threads[0].labels.at("END"), 5u);
}

TEST(LitmusReader, ConditionsNestAndObservablesAreSorted) {
  const LitmusTest test =
      parse(with("1:a0=x;", " P0 | P1 ;\n nop | nop ;",
                 "locations [y; 1:x10;]\nfilter (0:x5=0)\n~exists not (x=1 /\\ 0:x11=y \\/ [z]=0x10) /\\ true"));
  EXPECT_EQ(text(test.condition), "(not ((x=1 /\\ 0:x11=y) \\/ z=16) /\\ true)");
  EXPECT_EQ(test.quantifier, Quantifier::not_exists);
  std::string columns;
  for (const Observable& o : test.observed) columns += text(o) + " ";
  EXPECT_EQ(columns, "0:x11 1:x10 x y z ");
  ASSERT_TRUE(test.filter.has_value());
  EXPECT_EQ(text(*test.filter), "0:x5=0");
}

TEST(LitmusReader, AnnotationsAndOffsetsOfAtomicsAreWrittenInTwoWays) {
  for (const char* same : {"amoswap.w.aq.rl x5,x7,(x6)", "amoswap.w.aqrl x5,x7,0(x6)", "amoswap.w.aqrl t0,t2,(t1)"})
    EXPECT_EQ(disassemble(parse(one_thread(same)).threads[0].code[0]), "amoswap.w.aqrl t0, t2, (t1)");
  EXPECT_EQ(disassemble(parse(one_thread("lw.aq x5,0(x6)")).threads[0].code[0]), "lw.aq t0, (t1)");
  EXPECT_EQ(disassemble(parse(one_thread("sb.aq.rl x5,(x6)")).threads[0].code[0]), "sb.aqrl t0, (t1)");
}

TEST(LitmusReader, ErrorsNameThePlaceAndTheRemedy) {
  struct Case {
    std::string text;
    const char* place;
    const char* message;
  };
  const std::string p = " P0 ;\n nop ;";
  for (const Case& c : {Case{"X86 T\n{ }\n", "1:1", "'RISCV name'"},
                        Case{"RISCV\n{ }\n", "1:1", "no name"},
                        Case{"", "1:1", "'{ ... }'"},
                        Case{"RISCV T\n{ x=1;\n", "2:1", "close it with '}'"},
                        Case{"RISCV T\n{ (* x=1; }\n", "2:3", "close it with *)"},
                        Case{"RISCV T\nnonsense\n{ }\n", "2:1", "(* comment *)"},
                        Case{"RISCV T\nPrefetch=0:x=Q\n{ }\n", "2:14", "F (flush)"},
                        Case{with("strange x;", p, "exists true"), "3:1", "unknown type 'strange'"},
                        Case{with("uint16_tt x;", p, "exists true"), "3:1", "did you mean 'uint16_t'"},
                        Case{with("int x[4];", p, "exists true"), "3:5", "one location for each element"},
                        Case{with("0:x32=1;", p, "exists true"), "3:3", "x0 to x31"},
                        Case{with("x=1 y=2;", p, "exists true"), "3:5", "';'"},
                        Case{with("x=99999999999999999999;", p, "exists true"), "3:3", "64 bits"},
                        Case{with("x=12ab;", p, "exists true"), "3:3", "no integer"},
                        Case{with("", "", "exists true"), "4:2", "'P0 | P1 ;'"},
                        Case{with("", " P1 ;", "exists true"), "5:2", "'P0'"},
                        Case{with("", " P0 ;\n nop | nop ;", "exists true"), "6:1", "2 columns"},
                        Case{with("", " P0 ;\n nop", "exists true"), "6:2", "';'"},
                        Case{one_thread("lw x5"), "6:8", "','"},
                        Case{one_thread("lw x5,0(6)"), "6:10", "a register"},
                        Case{one_thread("lww x5,0(x6)"), "6:2", "did you mean 'lw'"},
                        Case{one_thread("add x5,x6,y7"), "6:12", "no register"},
                        Case{one_thread("addi x5,x6,4096"), "6:13", "from -2048 to 2047"},
                        Case{one_thread("addi x5,x6,1,2"), "6:14", "too many"},
                        Case{one_thread("lr.b x5,(x6)"), "6:2", "unknown instruction"},
                        Case{one_thread("amoadd.w x5,x6,4(x6)"), "6:17", "from 0 to 0"},
                        Case{one_thread("fence rx,w"), "6:8", "iorw"},
                        Case{one_thread("bne x5,x0,GONE"), "6:12", "no label 'GONE'"},
                        Case{one_thread("li x5,0x123456789"), "6:8", "initial value"},
                        Case{one_thread("csrrw x5,mstatus,x6"), "6:2", "without CSRs"},
                        Case{one_thread("L: L: nop"), "6:5", "twice"},
                        Case{with("", p, "exist true"), "7:1", "';'"},
                        Case{with("", p, "exists (0:x5=1"), "8:1", "')'"},
                        Case{with("", p, "exists 0:x5"), "8:1", "'='"},
                        Case{with("", p, "exists true false"), "7:13", "the end of the file"},
                        Case{with("", p, "locations [x;"), "8:1", "']'"},
                        Case{with("", p, ""), "8:1", "'exists'"},
                        Case{with("", p, "exists (3:x5=1)"), "1:1", "names thread 3"}}) {
    const std::string message = refusal(c.text);
    EXPECT_EQ(message.rfind("test.litmus:" + std::string(c.place) + ": ", 0), 0u) << message << "\n" << c.text;
    EXPECT_NE(message.find(c.message), std::string::npos) << message << "\n" << c.text;
  }
}

// Any damage to a test gives another test or one clear error.
TEST(LitmusReader, DamagedFilesNeverCrash) {
  const std::string whole =
      "RISCV T\n\"d\"\nPrefetch=0:x=F\n{ int x=1; int *p=&x; 0:x6=x; 1:x6=p; }\n P0 | P1 ;\n L: lw x5,0(x6) | "
      "amoadd.b.aq x5,x7,(x6) ;\n bne x5,x0,L | fence rw,w ;\nlocations [x;]\nfilter (0:x5=1)\n"
      "exists (0:x5=1 /\\ not (x=p \\/ 1:x5=0x2))\n";
  ASSERT_EQ(refusal(whole), "accepted");
  Random random(7);
  unsigned refused = 0;
  for (unsigned round = 0; round < 5000; ++round) {
    std::string damaged = whole;
    for (unsigned edits = 1 + static_cast<unsigned>(random.below(3)); edits > 0; --edits) {
      const std::size_t at = random.below(damaged.size()), other = random.below(whole.size());
      switch (random.below(3)) {
        case 0:
          damaged.erase(at, 1 + random.below(8));
          break;
        case 1:
          damaged.insert(at, whole.substr(other, 1 + random.below(8)));
          break;
        default:
          damaged[at] = static_cast<char>(random.below(256));
      }
      if (damaged.empty()) damaged = "x";
    }
    const std::string message = refusal(damaged);
    if (message == "accepted") continue;
    ++refused;
    EXPECT_EQ(message.rfind("test.litmus:", 0), 0u) << message;
  }
  EXPECT_GT(refused, 1000u);
}

}  // namespace
}  // namespace amoeba::litmus
