// Every rule of preserved program order has a small test that needs exactly it: forbidden with all rules, allowed
// without this one.
#include <gtest/gtest.h>

#include "litmus_fixture.h"

namespace amoeba::litmus {
namespace {

struct NeedsRule {
  unsigned rule;
  const char* why;
  const char* state;
  const char* program;
  const char* condition;
};

constexpr const char* kPassing = "0:x5=1; 0:x6=x; 0:x7=y; 1:x6=y; 1:x7=x; 1:x13=z; 1:x5=1;";
constexpr const char* kBuffering = "0:x5=1; 0:x6=x; 0:x7=y; 1:x5=1; 1:x6=y; 1:x7=x;";

const NeedsRule kNeedsRule[] = {
    {1, "a load returns a later store of its own thread", "0:x5=1; 0:x6=x;", "P0; lw x8,0(x6); sw x5,0(x6);", "0:x8=1"},
    {2, "two loads of one location turned round", "0:x5=1; 0:x6=x; 1:x6=x;",
     "P0 | P1; sw x5,0(x6) | lw x8,0(x6); | lw x9,0(x6);", "1:x8=1 /\\ 1:x9=0"},
    {3, "a load that takes the value of an SC early", kBuffering,
     "P0 | P1; lr.w x8,(x6) | sw x5,0(x6); sc.w x9,x5,(x6) | fence rw,rw; lw x10,0(x6) | lw x8,0(x7); xor x11,x10,x10 "
     "|; add x12,x7,x11 |; lw x13,0(x12) |;",
     "0:x9=0 /\\ 0:x10=1 /\\ 0:x13=0 /\\ 1:x8=0"},
    {4, "fences do nothing", kBuffering,
     "P0 | P1; sw x5,0(x6) | sw x5,0(x6); fence rw,rw | fence rw,rw; lw x8,0(x7) | lw x8,0(x7);", "0:x8=0 /\\ 1:x8=0"},
    {5, "acquire does nothing", kPassing,
     "P0 | P1; sw x5,0(x6) | amoor.h.aq x8,x0,(x6); fence w,w | lw x9,0(x7); sw x5,0(x7) |;", "1:x8=1 /\\ 1:x9=0"},
    {6, "release does nothing", kPassing,
     "P0 | P1; sw x5,0(x6) | lw x8,0(x6); amoswap.b.rl x0,x5,(x7) | fence r,r; | lw x9,0(x7);", "1:x8=1 /\\ 1:x9=0"},
    {7, "RCsc annotations are RCpc", kBuffering,
     "P0 | P1; sw.rl x5,(x6) | sw.rl x5,(x6); lw.aq x8,(x7) | lw.aq x8,(x7);", "0:x8=0 /\\ 1:x8=0"},
    {9, "addresses are guessed", kPassing,
     "P0 | P1; sw x5,0(x6) | lw x8,0(x6); fence w,w | xor x10,x8,x8; sw x5,0(x7) | add x11,x7,x10; | lw x9,0(x11);",
     "1:x8=1 /\\ 1:x9=0"},
    {10, "values to store are guessed", "0:x6=x; 0:x7=y; 1:x6=y; 1:x7=x;",
     "P0 | P1; lw x8,0(x6) | lw x8,0(x6); ori x9,x8,1 | ori x9,x8,1; sw x9,0(x7) | sw x9,0(x7);", "0:x8=1 /\\ 1:x8=1"},
    {11, "stores pass branches that are not decided", kBuffering,
     "P0 | P1; lw x8,0(x6) | lw x8,0(x6); bne x8,x0,L | bne x8,x0,L; L: sw x5,0(x7) | L: sw x5,0(x7);",
     "0:x8=1 /\\ 1:x8=1"},
    {12, "a store whose value is guessed is forwarded", kPassing,
     "P0 | P1; sw x5,0(x6) | lw x8,0(x6); fence w,w | ori x9,x8,2; sw x5,0(x7) | sw x9,0(x13); | lw x10,0(x13); | xor "
     "x11,x10,x10; | add x12,x7,x11; | lw x14,0(x12);",
     "1:x8=1 /\\ 1:x10=3 /\\ 1:x14=0"},
    {13, "a store passes an access whose address is not known", kBuffering,
     "P0 | P1; lw x8,0(x6) | lw x8,0(x6); xor x9,x8,x8 | xor x9,x8,x8; add x10,x6,x9 | add x10,x6,x9; lw x11,0(x10) | "
     "lw x11,0(x10); sw x5,0(x7) | sw x5,0(x7);",
     "0:x8=1 /\\ 1:x8=1"},
};

std::string text_of(const NeedsRule& needs) {
  return std::string("RISCV needs-rule\n{ ") + needs.state + " }\n" + needs.program + "\nexists (" + needs.condition +
         ")\n";
}

TEST(PreservedProgramOrder, EachRuleForbidsWhatNoOtherDoes) {
  for (const NeedsRule& needs : kNeedsRule) {
    EXPECT_EQ(judged(text_of(needs)), "Never") << "rule " << needs.rule;
    ModelOptions without;
    without.rules.reset(needs.rule);
    EXPECT_EQ(judged(text_of(needs), without), "Sometimes") << "without rule " << needs.rule << ": " << needs.why;
    ModelOptions only;
    only.rules.reset();
    only.rules.set(needs.rule);
    if (needs.rule == 1 || needs.rule == 2)
      EXPECT_EQ(judged(text_of(needs), only), "Never") << "rule " << needs.rule << " alone";
  }
}

// An SC succeeds on its LR's address alone, where rule 1 and the atomicity axiom say the same as rule 8.
TEST(PreservedProgramOrder, Rule8OrdersAPairWhereNothingElseDoes) {
  const std::string pair =
      "RISCV pair\n{ 0:x5=1; 0:x6=x; }\n P0 ;\n lr.w x8,(x6) ;\n sc.w x9,x5,(x6) ;\nexists (0:x8=1 /\\ 0:x9=0)\n";
  ModelOptions options;
  options.rules.reset(1);
  options.atomicity_axiom = false;
  EXPECT_EQ(judged(pair, options), "Never");
  options.rules.reset(8);
  EXPECT_EQ(judged(pair, options), "Sometimes");
}

TEST(PreservedProgramOrder, AtomicityKeepsForeignStoresOutOfTheReservedBytes) {
  const std::string lost =
      "RISCV lost\n{ uint32_t x; 0:x5=1; 0:x6=x; 1:x5=1; 1:x6=x; }\n P0 | P1 ;\n lr.w x8,(x6) | sb x5,3(x6) ;\n"
      " sc.w x9,x5,(x6) | ;\nexists (0:x8=0 /\\ 0:x9=0 /\\ x=1)\n";
  EXPECT_EQ(judged(lost), "Never");
  ModelOptions options;
  options.atomicity_axiom = false;
  EXPECT_EQ(judged(lost, options), "Sometimes");
}

TEST(PreservedProgramOrder, ZalasrIsRcscAsSpecifiedAndRcpcAsHerdAssumes) {
  ModelOptions options;
  options.zalasr = ZalasrAnnotation::rcpc;
  for (const NeedsRule& needs : kNeedsRule)
    if (needs.rule == 7) EXPECT_EQ(judged(text_of(needs), options), "Sometimes");
}

}  // namespace
}  // namespace amoeba::litmus
