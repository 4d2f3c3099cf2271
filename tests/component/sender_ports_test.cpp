// Output ports of a crossbar's senders, in a whole memory system.
#include "cache_stage.h"

namespace amoeba {
namespace {

constexpr Tick kBeats = 5;  // of a line

// Two tiles ask one home node for lines of its slice in one tick.
TEST(SenderPorts, LetOneLineOfAHomeNodeLeaveAfterTheOther) {
  for (const bool ports : {false, true})
    AMOEBA_EXPECT_ISOLATED_WITH(ports, {
      Stage stage({{load_of(kA), load_of(kC), load_of(kA, 1000)}, {load_of(kB), load_of(kD), load_of(kB, 1000)}},
                  [ports](Configuration& c) {
                    c.home_nodes = 1;
                    c.l1d.bytes = kLine, c.l1d.ways = 1;
                    c.crossbar_sender_ports = ports;
                  });
      const Tick first = std::min(stage.latency(0, 2), stage.latency(1, 2));
      const Tick second = std::max(stage.latency(0, 2), stage.latency(1, 2));
      return differs("first", first, kFromSlice) + differs("second", second, kFromSlice + (ports ? kBeats : 1));
    });
}

// A miss, an upgrade, a far trip, a snoop: one message of each sender at a time.
TEST(SenderPorts, CostNothingAlone) {
  const auto latencies = [](bool ports) {
    return run_isolated([=]() -> std::string {
      Stage stage({{load_of(kA), alone(store_of(kA, 1)), alone(atomic_of(AtomicOp::add, kB, 1))},
                   {load_of(kA, 2000), alone(store_of(kA, 2))}},
                  [ports](Configuration& c) { c.crossbar_sender_ports = ports; });
      std::string text;
      for (const auto& [hart, index] : {std::pair(0u, 0u), {0u, 1u}, {0u, 2u}, {1u, 0u}, {1u, 1u}})
        text += std::to_string(stage.latency(hart, index)) + " ";
      return text;
    });
  };
  EXPECT_EQ(latencies(true), latencies(false));
}

}  // namespace
}  // namespace amoeba
