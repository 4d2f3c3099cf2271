// Syntactic dependencies, seen on the traces of single threads.
#include <gtest/gtest.h>

#include "amoeba/litmus/oracle/thread_semantics.h"
#include "litmus_fixture.h"

namespace amoeba::litmus {
namespace {

// The traces of a thread whose loads return what its own stores or the initial state hold; x6, x7 and x13 are
// addresses.
std::vector<ThreadTrace> traces(const std::string& program) {
  const LitmusTest test = parse("RISCV T\n{ 0:x5=1; 0:x6=x; 0:x7=y; 0:x13=z; }\nP0; " + program + "\nexists true\n");
  const MemoryLayout layout(test);
  const ModelOptions options;
  std::vector<ThreadTrace> result;
  for_each_trace({test, layout, options, 0, {}}, PossibleValues(layout),
                 [&](const ThreadTrace& trace) { result.push_back(trace); });
  return result;
}
std::vector<MemoryOperation> operations(const std::string& program) {
  const std::vector<ThreadTrace> all = traces(program);
  EXPECT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].fault, "");
  return all[0].operations;
}

TEST(Dependencies, GoThroughArithmeticAndEndAtOverwriting) {
  const auto o = operations(
      "lw x8,0(x6); add x9,x8,x5; xor x9,x9,x9; add x10,x7,x9; sw x5,0(x10); li x9,0; add x10,x7,x9;"
      "sw x8,0(x10);");
  EXPECT_EQ(o[1].address_dependencies, only(0));
  EXPECT_EQ(o[1].data_dependencies, 0u);
  EXPECT_EQ(o[2].address_dependencies, 0u);
  EXPECT_EQ(o[2].data_dependencies, only(0));
}

TEST(Dependencies, AreNotCarriedThroughX0OrMemory) {
  const auto o = operations(
      "lw x8,0(x6); add x0,x8,x8; add x9,x0,x5; sw x8,0(x7); lw x10,0(x7); sw x10,0(x13);"
      "sw x9,0(x13);");
  EXPECT_EQ(o[1].data_dependencies, only(0));
  EXPECT_EQ(o[3].data_dependencies, only(2));
  EXPECT_EQ(o[4].data_dependencies, 0u);
}

TEST(Dependencies, OfControlStayWithEverythingAfterTheBranch) {
  const auto o = operations("lw x8,0(x6); lw x9,0(x7); bne x8,x9,L; L: sw x5,0(x13); beq x5,x5,M; M: sw x5,0(x13);");
  EXPECT_EQ(o[0].control_dependencies, 0u);
  EXPECT_EQ(o[2].control_dependencies, only(0) | only(1));
  EXPECT_EQ(o[3].control_dependencies, only(0) | only(1));
}

TEST(Dependencies, OfAtomicsBeginAtTheirResult) {
  const auto o = operations("lw x8,0(x6); amoadd.w x9,x8,(x7); xor x10,x9,x9; add x11,x13,x10; sb x5,0(x11);");
  EXPECT_EQ(o[1].data_dependencies, only(0));
  EXPECT_EQ(o[2].address_dependencies, only(1));
}

TEST(Dependencies, OfACompareAndSwapIncludeTheCompareValue) {
  const auto o = operations("lw x8,0(x6); lw x9,0(x13); amocas.w x8,x9,(x7);");
  EXPECT_EQ(o[2].data_dependencies, only(0) | only(1));
}

TEST(Dependencies, OfAddressesHoldBackLaterStores) {
  const auto o = operations("lw x8,0(x6); xor x9,x8,x8; add x10,x13,x9; lw x11,0(x10); sw x5,0(x7);");
  EXPECT_EQ(o[1].earlier_addresses, 0u);
  EXPECT_EQ(o[2].earlier_addresses, only(0));
}

TEST(ThreadSemantics, AnScSucceedsOrFailsAndItsSuccessIsADependency) {
  const auto all = traces("lr.w x8,(x6); sc.w x9,x5,(x6); sw x9,0(x7);");
  ASSERT_EQ(all.size(), 2u);
  ASSERT_EQ(all[0].operations.size(), 2u);  // failed
  EXPECT_EQ(all[0].operations[1].stored, 1u);
  EXPECT_EQ(all[0].operations[1].data_dependencies, 0u);
  ASSERT_EQ(all[1].operations.size(), 3u);
  EXPECT_EQ(all[1].operations[1].paired_load, 0);
  EXPECT_EQ(all[1].operations[2].stored, 0u);
  EXPECT_EQ(all[1].operations[2].data_dependencies, only(1));
}

TEST(ThreadSemantics, AMissedCompareKeepsAcquireAndLosesRelease) {
  const auto all = traces("amocas.w.aqrl x5,x6,(x7);");
  ASSERT_EQ(all.size(), 2u);  // written back, and not
  for (const ThreadTrace& trace : all) {
    EXPECT_TRUE(trace.operations[0].acquire);
    EXPECT_FALSE(trace.operations[0].release);
    EXPECT_TRUE(trace.operations[0].rcsc);
  }
  EXPECT_TRUE(all[0].operations[0].store);
  EXPECT_FALSE(all[1].operations[0].store);
}

TEST(ThreadSemantics, AccessesOutsideOfLocationsOrMisalignedAreFaults) {
  EXPECT_NE(traces("lw x8,2(x6);")[0].fault.find("4 bytes at x+2, which is misaligned"), std::string::npos);
  EXPECT_NE(traces("lw x8,0(x5); ")[0].fault.find("misaligned"), std::string::npos);
  EXPECT_NE(traces("lb x8,64(x6);")[0].fault.find("in no location"), std::string::npos);
  EXPECT_THROW(judged("RISCV T\n{ 0:x6=x; }\nP0; lh x8,1(x6);\nexists true\n"), std::invalid_argument);
  // A fault that no execution reaches is none.
  EXPECT_EQ(judged("RISCV T\n{ 0:x6=x; }\nP0; lw x8,0(x6); beq x8,x0,L; lw x9,0(x8); L: ;\nexists (0:x9=0)\n"),
            "Always");
}

TEST(ThreadSemantics, LoadImmediateReachesAll32BitNumbers) {
  for (const std::int64_t number : {0ll, -1ll, 2047ll, 2048ll, -2048ll, -2049ll, 0x12345678ll, 0x7ffff7ffll,
                                    0x7ffff800ll, 0x7fffffffll, -0x80000000ll})
    EXPECT_EQ(operations("li x5," + std::to_string(number) + "; sd x5,0(x6);")[0].stored,
              static_cast<std::uint64_t>(number));
}

TEST(ThreadSemantics, LoopsEnd) {
  EXPECT_EQ(judged("RISCV T\n{ 0:x5=1; 0:x6=x; 1:x6=x; }\nP0 | P1; sw x5,0(x6) | L: lw x8,0(x6); | beq x8,x0,L;\n"
                   "exists (1:x8=1)\n"),
            "Always");
}

TEST(ThreadSemantics, JumpsToRegistersAreRefused) {
  EXPECT_THROW(traces("jalr x0,0(x6);"), std::invalid_argument);
}

}  // namespace
}  // namespace amoeba::litmus
