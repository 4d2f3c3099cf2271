// No DRAM command ever comes too early, under random traffic on every preset and page policy; and the checker that says
// so notices each constraint that a controller forgets.
#include <gtest/gtest.h>

#include "dram_bench.h"

namespace amoeba {
namespace {

constexpr const char* kOrders[] = {"row-rank-bank-column-bankgroup-channel", "row-column-bank-bankgroup-rank-channel",
                                   "column-row-bank-bankgroup-rank-channel", "rank-row-column-bankgroup-bank-channel"};

// Stretches of dense and sparse traffic, of few rows and of many, read and written.
void post_random(DramBench& bench, unsigned requests, std::uint64_t seed) {
  Random random(seed, 2);
  Tick at = 1;
  for (unsigned i = 0; i < requests; ++i) {
    const unsigned stretch = i / 200;
    at += random.below(stretch % 3 == 2 ? 400 : 12);
    const std::uint64_t line = 64 * random.below(stretch % 2 == 0 ? 1 << 20 : 256);
    if (random.below(100) < 20 + 60 * (stretch % 4 / 2)) {
      bench.read(line, at);
    } else {
      bench.write(line, at);
    }
  }
}

class DramRules : public testing::TestWithParam<std::tuple<std::string, PagePolicy, unsigned>> {};

TEST_P(DramRules, AreKeptUnderRandomTraffic) {
  const auto& [preset, policy, ranks] = GetParam();
  unsigned seed = 0;
  for (const char* order : kOrders)
    for (std::uint64_t hertz : {std::uint64_t{1'000'000'000}, std::uint64_t{3'333'000'000}}) {
      DramParameters parameters = dram_test_parameters(preset);
      parameters.page_policy = policy;
      parameters.ranks = ranks;
      parameters.cluster_hertz = hertz;
      parameters.age_cap = 300;
      parameters.write_queue = 16;
      DramBench bench(parameters, parameters.times, order, seed % 2 == 1);
      post_random(bench, 3000, ++seed);
      bench.run();
      ASSERT_EQ(bench.checker.verdict(), "") << order;
      ASSERT_EQ(bench.answers.size(), 3000u);
      EXPECT_EQ(bench.checker.count(DramCommandKind::activate), bench.statistic("activates"));
      EXPECT_GT(bench.checker.count(DramCommandKind::refresh), 1u);
    }
}
INSTANTIATE_TEST_SUITE_P(Each, DramRules,
                         testing::Combine(testing::ValuesIn(dram_preset_names()),
                                          testing::Values(PagePolicy::open, PagePolicy::closed, PagePolicy::adaptive),
                                          testing::Values(1u, 2u, 4u)));

// DDR4 with times that no other rule hides.
DramCycles separated() {
  DramCycles cycles = dram_cycles(dram_preset("ddr4-3200"));
  cycles[tCCD_S] = 6;    // more than a burst
  cycles[tRC] = 90;      // more than tRAS + tRP
  cycles[tRPab] = 30;    // more than tRP
  cycles[tREFI] = 4000;  // more refreshes
  return cycles;
}

class ForgottenTime : public testing::TestWithParam<unsigned> {};

TEST_P(ForgottenTime, IsNoticed) {
  const unsigned forgotten = GetParam();
  const char* name = kDramTimeMeanings[forgotten].name;
  std::string fault;
  for (unsigned seed = 1; seed <= 12 && fault.empty(); ++seed) {
    DramParameters parameters = dram_test_parameters("ddr4-3200");
    parameters.ranks = 2;
    parameters.page_policy = seed % 2 == 0 ? PagePolicy::open : PagePolicy::closed;
    parameters.times = separated();
    DramBench honest(parameters, separated(), kOrders[seed % 4]);
    post_random(honest, 3000, seed);
    honest.run();
    ASSERT_EQ(honest.checker.verdict(), "") << "the same traffic with every constraint";
    parameters.times[forgotten] = forgotten == tREFI ? 20'000 : 0;
    DramBench bench(parameters, separated(), kOrders[seed % 4]);
    post_random(bench, 3000, seed);
    bench.run();
    fault = bench.checker.verdict();
  }
  std::printf("without %s: %s\n", name, fault.c_str());
  EXPECT_NE(fault, "") << name;
}
INSTANTIATE_TEST_SUITE_P(Each, ForgottenTime, testing::Range(0u, unsigned{kDramTimes}),
                         [](const auto& info) { return std::string(kDramTimeMeanings[info.param].name); });

}  // namespace
}  // namespace amoeba
