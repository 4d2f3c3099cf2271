// What a seed decides about a run: places, harts, prologues, starts.
#include "amoeba/sims/litmus/runner/run_plan.h"

#include <gtest/gtest.h>

#include <set>

#include "litmus_fixture.h"

namespace amoeba::litmus {
namespace {

constexpr const char* kMessagePassing =
    "RISCV MP\n{ 0:x5=1; 0:x6=x; 0:x7=y; 1:x6=y; 1:x7=x; }\n P0 | P1 ;\n sw x5,0(x6) | lw x8,0(x6) ;\n"
    " sw x5,0(x7) | lw x9,0(x7) ;\nexists (1:x8=1 /\\ 1:x9=0)\n";
constexpr const char* kReserving =
    "RISCV RES\n{ 0:x6=x; 0:x7=1; 1:x6=y; }\n P0 | P1 ;\n lr.w x5,(x6) | lw x5,0(x6) ;\n sc.w x8,x7,(x6) | ;\n"
    "exists (0:x8=0)\n";

Configuration four_harts() {
  Configuration platform;
  platform.harts = 4;
  return platform;
}

TEST(RunPlan, PutsLocationsInEveryLayout) {
  const LitmusTest test = parse(kMessagePassing);
  const Configuration platform = four_harts();
  const std::uint64_t line = platform.line_bytes, set = platform.l1d.bytes / platform.l1d.ways;
  std::set<LocationLayout> seen;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const RunPlan plan(test, platform, seed);
    const std::uint64_t x = plan.addresses()[0], y = plan.addresses()[1];
    seen.insert(plan.layout());
    EXPECT_GE(y - x, 16u);
    EXPECT_EQ(plan.layout() == LocationLayout::one_line, x / line == y / line);
    if (plan.layout() == LocationLayout::one_set) EXPECT_EQ(x % set, y % set);
    const bool same_home = x / line % platform.home_nodes == y / line % platform.home_nodes;
    EXPECT_EQ(same_home, plan.layout() != LocationLayout::neighbouring_lines);
  }
  EXPECT_EQ(seen.size(), 4u);
}

TEST(RunPlan, ReservationsKeepLinesToThemselves) {
  const LitmusTest test = parse(kReserving);
  for (std::uint64_t seed = 1; seed <= 200; ++seed)
    EXPECT_NE(RunPlan(test, four_harts(), seed).layout(), LocationLayout::one_line);
}

TEST(RunPlan, DealsThreadsToHartsAndStartsThemApart) {
  const LitmusTest test = parse(kMessagePassing);
  std::set<std::pair<unsigned, unsigned>> harts;
  unsigned together = 0;
  Tick widest = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const RunPlan plan(test, four_harts(), seed);
    const ThreadPlan &a = plan.threads()[0], &b = plan.threads()[1];
    harts.emplace(a.hart, b.hart);
    EXPECT_NE(a.hart, b.hart);
    together += a.skew == b.skew;
    widest = std::max({widest, a.skew, b.skew});
  }
  EXPECT_EQ(harts.size(), 12u);
  EXPECT_GT(together, 20u);
  EXPECT_GT(widest, 300u);
}

TEST(RunPlan, WaitsAtTheStartOfALineAndEndsAsItBegan) {
  const LitmusTest test = parse(kMessagePassing);
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const RunPlan plan(test, four_harts(), seed);
    for (const ThreadPlan& thread : plan.threads()) {
      std::vector<std::size_t> waits;
      for (std::size_t k = 0; k < thread.code.size(); ++k)
        if (thread.code[k] == kWaitForInterrupt) waits.push_back(k);
      ASSERT_EQ(waits.size(), 2u);
      EXPECT_EQ((thread.entry + 4 * waits[0]) % 64, 0u);
      EXPECT_EQ(thread.end, thread.entry + 4 * waits[1]);
      EXPECT_EQ(thread.code[waits[0] + 1], test.threads[&thread - plan.threads().data()].code[0].raw);
    }
  }
}

TEST(RunPlan, NamesValuesAndAddresses) {
  const LitmusTest test = parse(kMessagePassing);
  const RunPlan plan(test, four_harts(), 3);
  const std::uint64_t y = plan.bits_of({0, "y"});
  EXPECT_EQ(plan.value_of(y, {8, true}), (Value{0, "y"}));
  EXPECT_EQ(plan.value_of(0xffffffff, {4, true}), (Value{-1, ""}));
  EXPECT_EQ(plan.value_of(0x1ff, {1, false}), (Value{255, ""}));
  EXPECT_EQ(plan.name_of(y + 2), "y+2");
}

TEST(RunPlan, RefusesWhatDoesNotFit) {
  const LitmusTest test = parse(kMessagePassing);
  Configuration platform = four_harts();
  EXPECT_NO_THROW(check_fits(test, platform));
  platform.harts = 1;
  EXPECT_THROW(check_fits(test, platform), std::invalid_argument);
  platform = four_harts();
  platform.memory_bytes = 1024 * 1024;
  EXPECT_THROW(check_fits(test, platform), std::invalid_argument);
  platform = four_harts();
  platform.isa = "rv64ic_zicsr";
  EXPECT_THROW(check_fits(parse(kReserving), platform), std::invalid_argument);
}

}  // namespace
}  // namespace amoeba::litmus
