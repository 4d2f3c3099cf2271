// States that RVWMO allows and that a relaxed out-of-order hart shows for one reason each; without it they are not
// seen.
#include <gtest/gtest.h>

#include <ostream>

#include "../isolated.h"
#include "amoeba/cores/ooo/ooo_hart.h"
#include "amoeba/litmus/reader.h"
#include "amoeba/sims/litmus/runner/litmus_machine.h"
#include "relaxed_machine.h"

namespace amoeba::litmus {
namespace {

// How many runs satisfy the test's condition.
std::uint64_t seen(const char* source, const MemoryQueueConfiguration& memory) {
  const LitmusTest test = read_litmus_test("shown.litmus", source);
  LitmusMachine machine(small_platform(), [&](unsigned number, const HartEnvironment& environment) {
    OooConfiguration hart = relaxed_hart(number);
    hart.memory = memory;
    hart.memory.hart_id = number;
    return std::make_unique<OooHart>(("hart" + std::to_string(number)).c_str(), hart, environment);
  });
  return machine.run(test, 1, 4'000).positive;
}

struct Reason {
  const char* label;
  const char* test;
  void (*without)(MemoryQueueConfiguration& memory);
};

std::ostream& operator<<(std::ostream& out, const Reason& reason) {
  return out << reason.label;
}

class ShownStates : public testing::TestWithParam<Reason> {};

TEST_P(ShownStates, AreSeenForTheirReasonOnly) {
  const auto count = [](bool with) {
    return run_isolated([&] {
      MemoryQueueConfiguration memory = relaxed_hart(0).memory;
      if (!with) GetParam().without(memory);
      return std::to_string(seen(GetParam().test, memory));
    });
  };
  EXPECT_NE(count(true), "0");
  EXPECT_EQ(count(false), "0");
}

INSTANTIATE_TEST_SUITE_P(
    Reasons, ShownStates,
    testing::Values(
        Reason{"APairOvertakesAnother",
               "RISCV LB+pairs\n{ 0:x6=x; 0:x7=y; 0:x8=1; 1:x6=y; 1:x7=x; 1:x8=1; }\n"
               " P0               | P1               ;\n"
               " lr.w x10,(x6)    | lr.w x10,(x6)    ;\n"
               " sc.w x11,x8,(x6) | sc.w x11,x8,(x6) ;\n"
               " lr.w x12,(x7)    | lr.w x12,(x7)    ;\n"
               " sc.w x13,x8,(x7) | sc.w x13,x8,(x7) ;\n"
               "exists (0:x10=1 /\\ 0:x11=0 /\\ 0:x13=0 /\\ 1:x10=1 /\\ 1:x11=0 /\\ 1:x13=0)\n",
               [](MemoryQueueConfiguration& memory) { memory.early_atomics = false; }},
        Reason{"AnScFailsBeforeItsDataAreKnown",
               "RISCV LB+data+failed-data\n{ 0:x6=x; 0:x7=y; 1:x6=y; 1:x7=x; 1:x8=z; }\n"
               " P0          | P1               ;\n"
               " lw x5,0(x6) | lw x5,0(x6)      ;\n"
               " sw x5,0(x7) | lr.w x9,(x8)     ;\n"
               "             | sc.w x10,x5,(x8) ;\n"
               "             | sw x10,0(x7)     ;\n"
               "exists (0:x5=1 /\\ 1:x5=1)\n",
               [](MemoryQueueConfiguration& memory) { memory.sc_failures = 0; }},
        Reason{"ALoadMergesWhatAStoreAndTheCacheHave",
               "RISCV MP+fence.w.w+ctrl-merge-addr\n"
               "{ int16_t z; 0:x5=1; 0:x6=x; 0:x7=y; 1:x6=y; 1:x7=x; 1:x8=z; 1:x9=1; }\n"
               " P0          | P1              ;\n"
               " sw x5,0(x6) | lw x5,0(x6)     ;\n"
               " fence w,w   | bne x5,x0,L0    ;\n"
               " sw x5,0(x7) | L0:             ;\n"
               "             | sb x9,0(x8)     ;\n"
               "             | lh x10,0(x8)    ;\n"
               "             | xor x11,x10,x10 ;\n"
               "             | add x12,x7,x11  ;\n"
               "             | lw x13,0(x12)   ;\n"
               "exists (1:x5=1 /\\ 1:x10=1 /\\ 1:x13=0)\n",
               [](MemoryQueueConfiguration& memory) { memory.merged_forwarding = false; }},
        // An early load keeps its value though its line is lost while the address of an older load is not known.
        Reason{"AnUnknownAddressDoesNotCallALoadBack",
               "RISCV MP+fence.w.w+addr-po\n{ 0:x5=1; 0:x6=x; 0:x7=y; 1:x6=y; 1:x7=z; 1:x8=x; }\n"
               " P0          | P1            ;\n"
               " sw x5,0(x6) | lw x5,0(x6)   ;\n"
               " fence w,w   | xor x9,x5,x5  ;\n"
               " sw x5,0(x7) | add x10,x7,x9 ;\n"
               "             | lw x11,0(x10) ;\n"
               "             | lw x12,0(x8)  ;\n"
               "exists (1:x5=1 /\\ 1:x12=0)\n",
               [](MemoryQueueConfiguration& memory) { memory.order.model = MemoryModel::ztso; }}),
    [](const auto& reason) { return std::string(reason.param.label); });

}  // namespace
}  // namespace amoeba::litmus
