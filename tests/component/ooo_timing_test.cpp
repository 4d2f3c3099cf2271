// What the out-of-order hart does at which tick, on a memory whose answers are known: what overlaps, what waits, what
// is squashed. Ticks are those of retirement, or of requests as the memory saw them.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "guest_code.h"
#include "hart_bench.h"

namespace amoeba {
namespace {

constexpr int kData = 0x1000;  // where programs keep their data, from kMemoryBase
constexpr Tick kMiss = 50;

class OooBench {
 public:
  explicit OooBench(const std::function<void(OooConfiguration&)>& change = {}) : bench(configuration(change)) {
    code.address(2, kMemoryBase + kData);
    code.address(3, kDeviceBase);
    body = code.size();
    bench.data->behaviour.least_latency = kMiss;
  }

  // Code in the cache; data too, if asked.
  void run(bool data_held) {
    code.wfi();
    bench.hart->set_trace([this](Tick at, unsigned, HartMode, std::uint64_t pc, std::uint32_t, const std::string&) {
      retired.emplace_back(at, pc - kMemoryBase);
    });
    bench.reset(code.image());
    bench.warm();
    if (!data_held) bench.data->lines.clear();
    bench.run(100'000);
  }
  // From the retirement of the body's first instruction to that of the one at `offset`.
  Tick since_body(std::uint64_t offset) const { return tick_of(body + offset) - tick_of(body); }
  std::uint64_t x(unsigned index) const { return bench.hart->read_register(index); }
  // The request that covers a byte of the data.
  const TestPort::Served& request(std::uint64_t offset) const {
    for (const TestPort::Served& s : bench.data->served)
      if (s.address == kMemoryBase + kData + offset) return s;
    throw std::logic_error("no request for offset " + std::to_string(offset));
  }

  HartBench bench;
  GuestCode code;
  std::uint64_t body = 0;

 private:
  static OooConfiguration configuration(const std::function<void(OooConfiguration&)>& change) {
    OooConfiguration configuration = HartBench::ooo_configuration();
    if (change) change(configuration);
    return configuration;
  }
  Tick tick_of(std::uint64_t offset) const {
    for (const auto& [at, pc] : retired)
      if (pc == offset) return at;
    throw std::logic_error("never retired: " + std::to_string(offset));
  }
  std::vector<std::pair<Tick, std::uint64_t>> retired;
};

TEST(OooTiming, RetiresItsWidth) {
  OooBench b;
  for (int n = 0; n < 8; ++n) b.code.addi(10 + static_cast<unsigned>(n), 0, n);
  b.run(true);
  EXPECT_LE(b.since_body(28), 4u);
  EXPECT_GE(b.since_body(28), 3u);
}

TEST(OooTiming, AMissLetsWhatDoesNotNeedItGoOn) {
  OooBench b;
  b.code.ld(10, 2, 0);
  b.code.addi(11, 10, 1);  // needs it
  b.code.ld(12, 2, 64);    // an in-order hart would not get here
  b.run(false);
  EXPECT_LE(b.request(64).begin, b.request(0).begin + 2);
  EXPECT_EQ(b.bench.data->requests, 2u);
}

TEST(OooTiming, AMispredictedBranchCostsItsPenaltyAndLeavesNothingBehind) {
  OooBench b([](OooConfiguration& c) { c.hart.mispredict_penalty = 30; });
  b.code.addi(10, 0, 7);
  b.code.bne(2, 0, 12);   // taken; a fresh predictor says not taken
  b.code.addi(10, 0, 1);  // squashed
  b.code.ld(11, 3, 0);    // squashed, a device besides
  b.code.addi(12, 10, 0);
  b.run(true);
  EXPECT_EQ(b.x(12), 7u);
  EXPECT_GE(b.since_body(16), 30u);
  EXPECT_LE(b.since_body(16), 35u);
  EXPECT_EQ(b.bench.hart->counters(false).branches_mispredicted, 1u);
  for (const TestPort::Served& s : b.bench.data->served) EXPECT_NE(s.address, kDeviceBase);
}

TEST(OooTiming, ALoadTakesItsBytesFromSeveralStores) {
  OooBench b([](OooConfiguration& c) { c.memory.drain_delay = 200; });
  b.code.addi(10, 0, 0x12);
  b.code.addi(11, 0, 0x34);
  b.code.store(0, 10, 2, 4);  // sb
  b.code.store(0, 11, 2, 5);
  b.code.load(5, 12, 2, 4);  // lhu
  b.code.addi(13, 12, 0);
  b.run(true);
  EXPECT_EQ(b.x(13), 0x3412u);
  EXPECT_LT(b.since_body(20), 20u);
}

TEST(OooTiming, ALoadThatStoresCoverInPartWaitsForThem) {
  OooBench b([](OooConfiguration& c) { c.memory.drain_delay = 200; });
  b.code.addi(10, 0, 0x12);
  b.code.store(0, 10, 2, 4);
  b.code.load(5, 12, 2, 4);
  b.code.addi(13, 12, 0);
  b.run(true);
  EXPECT_EQ(b.x(13), 0x12u);
  EXPECT_GE(b.since_body(12), 200u);
}

TEST(OooTiming, NothingForwardsFromAnAmo) {
  OooBench b;
  b.code.addi(10, 0, 5);
  b.code.amo(1, 3, 11, 10, 2);  // amoswap
  b.code.ld(12, 2, 0);
  b.run(false);
  EXPECT_EQ(b.x(11), 0u);
  EXPECT_EQ(b.x(12), 5u);
  EXPECT_GE(b.since_body(8), kMiss);
}

TEST(OooTiming, AStoreWaitsForOlderLoads) {
  OooBench b;
  b.code.ld(10, 2, 0);
  b.code.sd(3, 2, 64);
  b.run(false);
  EXPECT_GE(b.request(64).begin, b.request(0).end);
}

TEST(OooTiming, AStoreMayBeAllowedToOvertakeOlderLoads) {
  OooBench b([](OooConfiguration& c) { c.memory.early_stores = true; });
  b.code.ld(10, 2, 0);
  b.code.sd(3, 2, 64);
  b.run(false);
  EXPECT_LT(b.request(64).begin, b.request(0).end);
}

TEST(OooTiming, RetiredStoresDrainInOrder) {
  OooBench fifo;
  fifo.code.sd(3, 2, 0);
  fifo.code.sd(3, 2, 64);
  fifo.run(false);
  EXPECT_GE(fifo.request(64).begin, fifo.request(0).end);
}

TEST(OooTiming, RelaxedStoresDrainTogether) {
  OooBench relaxed([](OooConfiguration& c) { c.memory.relaxed_drain = true; });
  relaxed.code.sd(3, 2, 0);
  relaxed.code.sd(3, 2, 64);
  relaxed.run(false);
  EXPECT_LT(relaxed.request(64).begin, relaxed.request(0).end);
}

TEST(OooTiming, StoresToOneLineLeaveTogetherWhenCombined) {
  OooBench b([](OooConfiguration& c) { c.memory.write_combining = true; });
  for (int n = 0; n < 8; ++n) b.code.sd(3, 2, 8 * n);
  b.code.fence(1, 2);  // w, r
  b.code.ld(10, 2, 64);
  b.run(true);
  EXPECT_EQ(b.bench.data->requests, 0u);
  EXPECT_EQ(b.bench.data->hit_record.hits[static_cast<unsigned>(LeaseAccess::write)], 8u);
}

TEST(OooTiming, AFenceHoldsTheLoadBehindItNotTheFenceItself) {
  OooBench b;
  b.code.sd(3, 2, 0);
  b.code.fence(1, 2);  // w, r
  b.code.addi(10, 0, 1);
  b.code.ld(11, 2, 64);
  b.run(false);
  EXPECT_LT(b.since_body(8), 10u);
  EXPECT_GE(b.request(64).begin, b.request(0).end);
}

TEST(OooTiming, DevicesAreReadOnceAndInOrder) {
  OooBench b;
  b.code.ld(10, 2, 0);
  b.code.ld(11, 3, 0);
  b.code.ld(12, 3, 8);
  b.run(false);
  const auto& served = b.bench.data->served;
  ASSERT_EQ(served.size(), 3u);
  for (std::size_t n = 1; n < 3; ++n) EXPECT_GE(served[n].begin, served[n - 1].end);
}

}  // namespace
}  // namespace amoeba
