// A DRAM channel: exact latencies, bandwidth, the choice of requests, back-pressure, refresh, and the order of data.
#include <gtest/gtest.h>

#include "dram_bench.h"

namespace amoeba {
namespace {

constexpr unsigned kRow = 8192 * 4;  // bytes of the rows of DDR4 that consecutive lines share, over the bank groups
constexpr unsigned kConflict = kRow * 4;  // the next row of the same bank

std::map<std::string, std::vector<MemoryCycle>> published() {
  // CL CWL RCD RP RPab RAS RC CCD_S CCD_L CCD_L_WR RRD_S RRD_L FAW WR WTR_S WTR_L RTP RTW CS RFC REFI, in clocks.
  return {
      {"ddr4-3200", {22, 16, 22, 22, 22, 52, 74, 4, 8, 8, 4, 8, 34, 24, 4, 12, 12, 2, 2, 560, 12480}},
      {"ddr5-4800", {40, 38, 39, 39, 39, 77, 116, 8, 12, 24, 8, 12, 32, 72, 6, 24, 18, 4, 2, 708, 9360}},
      {"lpddr4x-4266", {44, 19, 39, 39, 45, 90, 128, 8, 8, 8, 22, 22, 86, 39, 22, 22, 16, 3, 2, 598, 8329}},
      {"lpddr5-6400", {17, 9, 15, 15, 17, 34, 48, 2, 4, 4, 4, 4, 16, 28, 5, 10, 6, 1, 2, 168, 3125}},
  };
}

TEST(DramPresets, HaveTheClocksOfTheirSpeedBins) {
  for (const auto& [name, clocks] : published()) {
    const DramCycles cycles = dram_cycles(dram_preset(name));
    for (unsigned i = 0; i < kDramTimes; ++i)
      EXPECT_EQ(cycles[i], clocks[i]) << name << " " << kDramTimeMeanings[i].name;
  }
  EXPECT_EQ(published().size(), dram_preset_names().size());
}

TEST(DramPresets, HaveTheCapacityAndBandwidthOfTheirDevices) {
  const auto gigabytes = [](const char* name) { return dram_preset(name).rank_bytes() >> 30; };
  EXPECT_EQ(gigabytes("ddr4-3200"), 8u);
  EXPECT_EQ(gigabytes("ddr5-4800"), 8u);
  EXPECT_EQ(gigabytes("lpddr4x-4266"), 1u);
  EXPECT_EQ(gigabytes("lpddr5-6400"), 2u);
  for (const auto& [name, rate] : {std::pair("ddr4-3200", 3200), std::pair("ddr5-4800", 4800),
                                   std::pair("lpddr4x-4266", 4266), std::pair("lpddr5-6400", 6400)})
    EXPECT_EQ(dram_preset(name).clock_hertz * dram_preset(name).beats_per_clock / 1'000'000, std::uint64_t(rate));
}

TEST(DramPresets, TakeOverridesAndRefuseImpossibleOnes) {
  DramOverrides overrides{};
  overrides[tRCD] = 20'000;
  const DramCycles cycles = dram_cycles(dram_preset("ddr4-3200"), overrides);
  EXPECT_EQ(cycles[tRCD], 32);
  EXPECT_EQ(cycles[tRP], 22);
  overrides[tREFI] = 300'000;
  EXPECT_THROW(dram_cycles(dram_preset("ddr4-3200"), overrides), std::invalid_argument);
}

TEST(DramChannel, AnIdleReadOpensItsRow) {
  DramBench bench(dram_test_parameters("ddr4-3200"));
  const unsigned tag = bench.read(0, 10);
  bench.run();
  EXPECT_EQ(bench.answers[tag].at, 10u + 22 + 22 + 4 + 1) << "tRCD, tCL, burst, link";
  EXPECT_EQ(bench.answers[tag].memory, 22u + 22 + 4 + 2) << "both ways of the link";
  EXPECT_EQ(bench.statistic("row_misses"), 1u);
}

TEST(DramChannel, AnOpenRowIsReadAtOnce) {
  DramBench bench(dram_test_parameters("ddr4-3200"));
  bench.read(0, 10);
  const unsigned tag = bench.read(64 * 4, 500);
  bench.run();
  EXPECT_EQ(bench.answers[tag].at, 500u + 22 + 4 + 1);
  EXPECT_EQ(bench.statistic("row_hits"), 1u);
}

TEST(DramChannel, AnotherRowIsClosedFirst) {
  DramBench bench(dram_test_parameters("ddr4-3200"));
  bench.read(0, 10);
  const unsigned tag = bench.read(kConflict, 500);
  bench.run();
  EXPECT_EQ(bench.answers[tag].at, 500u + 22 + 22 + 22 + 4 + 1);
  EXPECT_EQ(bench.statistic("row_conflicts"), 1u);
}

TEST(DramChannel, TheClosedPolicyClosesRowsThatNobodyWants) {
  DramParameters parameters = dram_test_parameters("ddr4-3200");
  parameters.page_policy = PagePolicy::closed;
  DramBench bench(parameters);
  bench.read(0, 10);
  const unsigned other = bench.read(kConflict, 500);
  bench.run();
  EXPECT_EQ(bench.answers[other].at, 500u + 22 + 22 + 4 + 1);
  EXPECT_EQ(bench.statistic("row_misses"), 2u);
  EXPECT_EQ(bench.statistic("precharges"), 2u);
}

TEST(DramChannel, TheAdaptivePolicyLearnsWhichBanksToClose) {
  const auto misses_and_hits = [](PagePolicy policy, bool alternate) {
    DramParameters parameters = dram_test_parameters("ddr4-3200");
    parameters.page_policy = policy;
    DramBench bench(parameters);
    for (unsigned i = 0; i < 40; ++i) bench.read(alternate ? i % 2 * kConflict : i * 64 * 4, 10 + 200 * i);
    bench.run();
    return std::pair(bench.statistic("row_conflicts"), bench.statistic("row_hits"));
  };
  EXPECT_GE(misses_and_hits(PagePolicy::open, true).first, 38u);
  EXPECT_LE(misses_and_hits(PagePolicy::adaptive, true).first, 3u);
  EXPECT_GE(misses_and_hits(PagePolicy::adaptive, false).second, 37u);
  EXPECT_EQ(misses_and_hits(PagePolicy::closed, false).second, 0u);
}

// Cycles of data per cycle of the run, which begins with the queues full.
double bus_use(const std::string& preset, bool random_rows, unsigned requests, bool writes = false) {
  DramBench bench(dram_test_parameters(preset));
  Random random(5);
  const std::uint64_t lines = std::uint64_t{1} << 22;
  for (unsigned i = 0; i < requests; ++i) {
    const std::uint64_t line = 64 * (random_rows ? random.below(lines) : i);
    writes ? bench.write(line, 1) : bench.read(line, 1);
  }
  bench.run();
  return static_cast<double>(bench.statistic("bus_busy")) / static_cast<double>(bench.checker.commands().back().cycle);
}

TEST(DramChannel, StreamsComeCloseToTheBusAndRandomLinesDoNot) {
  for (const std::string& preset : dram_preset_names()) {
    const DramCycles t = dram_cycles(dram_preset(preset));
    const double refreshed = 1 - static_cast<double>(t[tRFC] + t[tRPab] + t[tRCD]) / static_cast<double>(t[tREFI]);
    const double stream = bus_use(preset, false, 20'000), random = bus_use(preset, true, 20'000),
                 writes = bus_use(preset, false, 20'000, true);
    std::printf("%s: streamed reads %.3f, writes %.3f, random reads %.3f of the bus; refresh leaves %.3f\n",
                preset.c_str(), stream, writes, random, refreshed);
    EXPECT_GT(stream, 0.95 * refreshed) << preset;
    EXPECT_GT(writes, 0.85 * refreshed) << preset;
    EXPECT_LE(stream, 1.0) << preset;
    EXPECT_LT(random, stream) << preset;
    const MemoryCycle line = dram_preset(preset).burst_cycles() * 64 / dram_preset(preset).burst_bytes();
    const double activates = 4 * static_cast<double>(line) / static_cast<double>(t[tFAW]);  // one per line
    EXPECT_LE(random, activates) << preset;
    EXPECT_GT(random, 0.7 * std::min(1.0, activates)) << preset;
  }
}

// How long a read of another row waits behind a stream that hits the open one.
Tick wait_behind_stream(Tick age_cap) {
  DramParameters parameters = dram_test_parameters("ddr4-3200");
  parameters.age_cap = age_cap;
  DramBench bench(parameters);
  for (unsigned i = 0; i < 1000; ++i) bench.read(64 * (i % 512), 1 + 3 * i);
  const unsigned tag = bench.read(kConflict, 100);
  bench.run();
  return bench.answers[tag].at - 100;
}

TEST(DramChannel, TheAgeCapEndsStarvation) {
  EXPECT_GT(wait_behind_stream(1'000'000), 3500u) << "without a cap the whole stream goes first";
  EXPECT_LT(wait_behind_stream(600), 800u);
  EXPECT_GT(wait_behind_stream(600), 600u);
  EXPECT_LT(wait_behind_stream(0), 150u) << "first come, first served";
}

TEST(DramChannel, RefreshesAtTheIntervalWhateverTheTraffic) {
  for (const std::string& preset : dram_preset_names())
    for (unsigned ranks : {1u, 2u}) {
      DramParameters parameters = dram_test_parameters(preset);
      parameters.ranks = ranks;
      DramBench bench(parameters);
      const auto interval = static_cast<Tick>(parameters.times[tREFI]);
      Random random(7);
      for (unsigned i = 0; i < 500; ++i) bench.read(64 * random.below(1 << 20), 10 * interval + i);  // busy
      bench.read(0, 100 * interval + interval / 4);                                                  // idle before
      bench.run();
      EXPECT_EQ(bench.checker.verdict(), "") << preset;
      EXPECT_EQ(bench.statistic("refreshes"), 100u * ranks) << preset;
      EXPECT_EQ(bench.checker.count(DramCommandKind::refresh), 100u * ranks) << preset;
    }
}

TEST(DramChannel, ARefreshIsWaitedFor) {
  DramParameters parameters = dram_test_parameters("ddr4-3200");
  DramBench bench(parameters);
  const unsigned tag = bench.read(0, 12480 + 10);
  bench.run();
  EXPECT_EQ(bench.answers[tag].at, 12480u + 560 + 22 + 22 + 4 + 1) << "tREFI, tRFC, then as ever";
}

TEST(DramChannel, WritesAreAcknowledgedOnceQueuedAndHeldBackBefore) {
  DramParameters parameters = dram_test_parameters("ddr4-3200");
  parameters.write_queue = 2;
  DramBench bench(parameters);
  for (unsigned i = 0; i < 10; ++i) bench.write(kConflict * i, 10);
  bench.run();
  ASSERT_EQ(bench.answers.size(), 10u);
  EXPECT_EQ(bench.answers[0].at, 11u);
  EXPECT_EQ(bench.answers[1].at, 11u);
  for (unsigned i = 4; i < 10; ++i)  // two writes have been settled at once
    EXPECT_GE(bench.answers[i].at, bench.answers[i - 1].at + 70) << "a write of another row takes tRC or more";
  EXPECT_EQ(bench.answers[9].memory, bench.answers[9].at - 10 + 1) << "back-pressure is time in memory";
  EXPECT_EQ(bench.statistic("held"), 8u);
  EXPECT_EQ(bench.statistic("held_peak"), 8u);
  EXPECT_EQ(bench.statistic("write_queue_peak"), 2u);
  EXPECT_GT(bench.statistic("held_time"), 8u * 70);
}

TEST(DramChannel, ReadsGoBeforeWritesUntilTheWatermark) {
  DramParameters parameters = dram_test_parameters("ddr4-3200");
  parameters.write_queue = 8;  // high at 6, low at 4
  DramBench bench(parameters);
  std::vector<DramCommandKind> order;
  bench.channel.device().trace([&](const DramCommand& c) {
    if (c.kind == DramCommandKind::read || c.kind == DramCommandKind::write) order.push_back(c.kind);
  });
  for (unsigned i = 0; i < 5; ++i) bench.write(kRow * 64 + 64 * i, 10);
  for (unsigned i = 0; i < 20; ++i) bench.read(64 * i, 10);  // six are settled at once, then one every four cycles
  bench.write(kRow * 64 + 64 * 5, 11);
  bench.run();
  const auto R = DramCommandKind::read, W = DramCommandKind::write;
  std::vector<DramCommandKind> expected(6, R);
  expected.insert(expected.end(), 2, W);
  expected.insert(expected.end(), 14, R);
  expected.insert(expected.end(), 4, W);
  EXPECT_EQ(order, expected);
  EXPECT_EQ(bench.statistic("drains"), 2u);
}

TEST(DramChannel, AWaitingWriteServesReadsAndTakesFurtherWrites) {
  DramParameters parameters = dram_test_parameters("ddr4-3200");
  DramBench bench(parameters);
  for (unsigned i = 0; i < 8; ++i) bench.read(kConflict * i, 10);  // keep the channel busy
  bench.write(64, 12, std::byte{1});
  bench.write(64, 13, std::byte{2});
  const unsigned tag = bench.read(64, 14);
  bench.run();
  EXPECT_EQ(bench.answers[tag].value, std::byte{2});
  EXPECT_EQ(bench.answers[tag].at, 15u);
  EXPECT_EQ(bench.statistic("merged"), 1u);
  EXPECT_EQ(bench.statistic("forwarded"), 1u);
  EXPECT_EQ(bench.checker.count(DramCommandKind::write), 1u);
}

TEST(DramChannel, ADebuggerWritesToQueuedReadsToo) {
  DramParameters parameters = dram_test_parameters("ddr4-3200");
  parameters.read_queue = 1;
  DramBench bench(parameters);
  bench.read(0, 10);
  const unsigned queued = bench.read(kConflict, 10), held = bench.read(2 * kConflict, 10);
  const unsigned later = bench.read(3 * kConflict, 10);
  bench.run(11);
  const std::byte value{7};
  for (unsigned i = 1; i < 3; ++i) bench.channel.debug_write(i * kConflict, 63, &value, 1);
  bench.channel.debug_write(3 * kConflict, 62, &value, 1);
  bench.run();
  EXPECT_EQ(bench.answers[held].value, value);
  EXPECT_EQ(bench.answers[later].value, std::byte{0});
  EXPECT_EQ(bench.answers.count(queued), 1u);
}

// Random reads and writes of few lines through tiny queues: every read returns what the requests before it left.
TEST(DramChannel, RequestsOfALineTakeEffectInOrderOfArrival) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    DramParameters parameters = dram_test_parameters(dram_preset_names()[seed % 4]);
    parameters.read_queue = 1 + seed % 3;
    parameters.write_queue = 1 + seed % 5;
    DramBench bench(parameters, parameters.times, "column-row-rank-bank-bankgroup-channel");
    Random random(seed, 1);
    std::map<std::uint64_t, std::byte> memory;
    std::map<unsigned, std::byte> expected;
    Tick at = 1;
    for (unsigned i = 0; i < 2000; ++i) {
      at += 1 + random.below(i % 500 < 250 ? 4 : 60);  // no two at once, whose order would be the scheduler's
      const std::uint64_t line = 64 * random.below(12);
      if (random.below(2) == 0) {
        expected[bench.read(line, at)] = memory[line];
      } else {
        memory[line] = static_cast<std::byte>(random.next());
        bench.write(line, at, memory[line]);
      }
    }
    bench.run();
    ASSERT_EQ(bench.answers.size(), 2000u) << "every request is answered";
    for (const auto& [tag, value] : expected) ASSERT_EQ(bench.answers[tag].value, value) << seed;
    EXPECT_EQ(bench.scheduler.lines().in_use(), 0u);
  }
}

}  // namespace
}  // namespace amoeba
