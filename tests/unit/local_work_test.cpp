// The cycles that counts of a hart's local work stand for.
#include "amoeba/cores/traffic/local_work.h"

#include <gtest/gtest.h>

#include "amoeba/sims/cost_model/wait_counter.h"

namespace amoeba {
namespace {

CoreLatencies latencies() {
  CoreLatencies l;
  l.load = 3;
  l.multiply = 2;
  l.divide = 20;
  l.csr = 5;
  l.misprediction = 7;
  l.trap = 11;
  l.second_lookup = 4;
  return l;
}

TEST(LocalWork, EachCountCostsItsLatency) {
  const auto cost = [](double LocalWork::*count) {
    LocalWork work;
    work.*count = 2;
    return cycles(work, latencies());
  };
  EXPECT_EQ(cost(&LocalWork::instructions), 2);
  EXPECT_EQ(cost(&LocalWork::mispredictions), 14);
  EXPECT_EQ(cost(&LocalWork::traps), 24) << "the instruction that traps takes its cycle, too";
  EXPECT_EQ(cost(&LocalWork::returns), 22);
  EXPECT_EQ(cost(&LocalWork::csr_accesses), 8) << "beyond the cycle of the instruction";
  EXPECT_EQ(cost(&LocalWork::divisions), 38);
  EXPECT_EQ(cost(&LocalWork::hypervisor_accesses), 4);
  EXPECT_EQ(cost(&LocalWork::second_lookups), 8);
  EXPECT_EQ(cost(&LocalWork::table_reads), 8);
}

TEST(LocalWork, WaitsAreThoseOfThePlatformsLatency) {
  LocalWork work;
  work.load_waits = {0, 1, 2.5, 4};
  work.multiply_waits = {0, 10};
  EXPECT_EQ(cycles(work, latencies()), 12.5);
}

TEST(LocalWork, SumsAndMeansGoCountByCount) {
  LocalWork work, other;
  work.instructions = 10;
  other.instructions = 4;
  other.load_waits[1] = 6;
  work -= other;
  work *= 0.5;
  EXPECT_EQ(work.instructions, 3);
  EXPECT_EQ(work.load_waits[1], -3);
  work += other;
  EXPECT_EQ(work.instructions, 7);
}

// load x1; load x2; use x1; use x2: with a latency of 3 the second use has waited already.
TEST(WaitCounter, WaitsThatOverlapCountOnce) {
  WaitCounter counter;
  counter.step({0, 0, 1}, 1);
  counter.step({0, 0, 2}, 2);
  counter.step({1, 0, 3}, 0);
  counter.step({2, 0, 4}, 0);
  EXPECT_EQ(counter.waits()[0], 0);
  EXPECT_EQ(counter.waits()[1], 0);
  EXPECT_EQ(counter.waits()[2], 1);
  EXPECT_EQ(counter.waits()[3], 2);
}

TEST(WaitCounter, AShorterOperationFreesItsRegister) {
  WaitCounter counter;
  counter.step({0, 0, 1}, 1);
  counter.step({0, 0, 1}, 0);
  counter.step({1, 0, 0}, 0);
  EXPECT_EQ(counter.waits()[4], 4) << "only the second write waits";
}

}  // namespace
}  // namespace amoeba
