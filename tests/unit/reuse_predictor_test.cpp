#include "amoeba/cache/reuse_predictor.h"

#include <gtest/gtest.h>

namespace amoeba {
namespace {

using Atomic = ReusePredictor::Atomic;
using Found = ReusePredictor::Found;

constexpr std::uint64_t kLine = 0x8000'0000, kOther = kLine + 64, kElsewhere = kLine + 128;
constexpr Tick kFar = 20, kTransfer = 45, kHit = 4;

ReusePredictor predictor(unsigned bits = 6, unsigned entries = 8, unsigned ways = 2) {
  return ReusePredictor({entries, ways, bits}, 64);
}

Atomic atomic(std::uint64_t line, Found found, Tick latency) {
  Atomic a;
  a.line = line;
  a.found = found;
  a.latency = latency;
  return a;
}

void far(ReusePredictor& p, std::uint64_t line, bool again) {
  Atomic a = atomic(line, Found::slice, kFar);
  a.again = again;
  p.used_far(a);
}

// A run of `uses` near atomics, of which the first brings the line from another cache, and its end.
void run_near(ReusePredictor& p, std::uint64_t line, unsigned uses, Tick queued = 0) {
  Atomic first = atomic(line, Found::peer, kTransfer + queued);
  first.queued = queued;
  p.used_near(first);
  for (unsigned i = 1; i < uses; ++i) p.used_near(atomic(line, Found::here, kHit));
  p.used_near(atomic(kElsewhere, Found::here, kHit));
  p.lost(line);
}

// A predictor that has seen what a far atomic costs.
ReusePredictor experienced() {
  ReusePredictor p = predictor();
  far(p, kElsewhere, true);
  return p;
}

TEST(ReusePredictor, TriesFarFirst) {
  EXPECT_FALSE(predictor().near(kLine));
}

TEST(ReusePredictor, BringsALineNearThatNobodyElseUses) {
  ReusePredictor p = experienced();
  p.adjust(-64);
  far(p, kLine, false);
  EXPECT_FALSE(p.near(kLine));
  for (unsigned i = 0; i < 10; ++i) far(p, kLine, true);
  EXPECT_TRUE(p.near(kLine));
  EXPECT_GT(p.statistics().worthwhile, 0u);
}

TEST(ReusePredictor, LeavesALineFarThatOthersUseInBetween) {
  ReusePredictor p = predictor();
  for (unsigned i = 0; i < 50; ++i) {
    far(p, kLine, false);
    if (i > 3) {
      EXPECT_FALSE(p.near(kLine));
    }
  }
  EXPECT_GT(p.statistics().wasted, 0u);
}

TEST(ReusePredictor, WeighsTheTransferAgainstTheFarAtomicsSaved) {
  for (unsigned uses = 1; uses <= 6; ++uses) {
    ReusePredictor p = experienced();
    for (unsigned i = 0; i < 10; ++i) run_near(p, kLine, uses);
    EXPECT_EQ(p.near(kLine), uses * kFar > kTransfer + (uses - 1) * kHit) << uses;
  }
}

TEST(ReusePredictor, DecidesAFarRunAsANearOne) {
  for (unsigned uses = 1; uses <= 6; ++uses) {
    ReusePredictor p = experienced();
    run_near(p, kOther, 1);  // shows what a transfer costs
    for (unsigned i = 0; i < 20; ++i) {
      far(p, kLine, false);
      for (unsigned use = 1; use < uses; ++use) far(p, kLine, true);
      p.used_near(atomic(kElsewhere, Found::here, kHit));
    }
    EXPECT_EQ(p.near(kLine), uses * kFar > kTransfer + (uses - 1) * kHit) << uses;
  }
}

TEST(ReusePredictor, ChargesANearAtomicForItsQueueButKeepsThatOutOfTheAverages) {
  ReusePredictor p = experienced();
  for (unsigned i = 0; i < 10; ++i) run_near(p, kLine, 4, 100);
  EXPECT_FALSE(p.near(kLine));
  for (unsigned i = 0; i < 10; ++i) run_near(p, kOther, 4);
  EXPECT_TRUE(p.near(kOther));
}

// Others keep the line near: their transfers are what a far atomic waits for.
TEST(ReusePredictor, ChargesToTransfersWhatAFarAtomicWaitsForItsLine) {
  for (const bool waits : {false, true}) {
    ReusePredictor p = experienced();
    for (unsigned i = 0; i < 10; ++i) {
      Atomic a = atomic(kLine, Found::slice, kFar + (waits ? 100 : 0));
      a.queued = waits ? 100 : 0;
      a.again = i > 0;
      p.used_far(a);
    }
    EXPECT_EQ(p.near(kLine), !waits);
  }
}

// The far unit is busy with other lines: that is no reason to expect transfers to be as slow.
TEST(ReusePredictor, ExpectsATransferByTheQuickestFarAtomic) {
  ReusePredictor p = experienced();
  for (unsigned i = 0; i < 20; ++i) {
    p.used_far(atomic(kLine, Found::slice, 3 * kFar));
    p.used_near(atomic(kElsewhere, Found::here, kHit));
  }
  EXPECT_TRUE(p.near(kLine));
}

TEST(ReusePredictor, ALongRunHasOneVote) {
  ReusePredictor p = experienced();
  p.adjust(-128);
  run_near(p, kLine, 100);
  EXPECT_LT(p.bias(), 0);
  EXPECT_GT(p.report(kLine), 8);
}

TEST(ReusePredictor, ItsOwnEarningsDoNotOverruleAllOthers) {
  ReusePredictor p = experienced();
  run_near(p, kLine, 100);
  EXPECT_TRUE(p.near(kLine));
  p.learn(kLine, -31);
  EXPECT_FALSE(p.near(kLine));
}

TEST(ReusePredictor, ChargesAPostedAtomicOnlyBeyondTheWorkThatFollows) {
  for (const bool posted : {false, true}) {
    ReusePredictor p = experienced();
    Atomic first = atomic(kLine, Found::peer, kTransfer), elsewhere = atomic(kElsewhere, Found::here, kHit);
    first.posted = posted;
    for (unsigned i = 1; i <= 10; ++i) {
      first.work = 200 * i;
      elsewhere.work = 200 * i + 100;
      p.used_near(first);
      p.used_near(elsewhere);
      p.lost(kLine);
    }
    EXPECT_EQ(p.report(kLine) == 0, posted);
  }
}

TEST(ReusePredictor, ALineFromMemoryCostsTheSameNearAndFar) {
  ReusePredictor p = experienced();
  p.used_near(atomic(kLine, Found::memory, 150));
  p.used_near(atomic(kOther, Found::here, kHit));
  EXPECT_EQ(p.report(kLine), 0);
}

TEST(ReusePredictor, CountsPlainHitsOfNearVisitsOnly) {
  ReusePredictor p = experienced();
  for (unsigned i = 0; i < 10; ++i) p.hit(kLine);
  p.lost(kLine);
  EXPECT_EQ(p.report(kLine), 0);
  p.used_near(atomic(kLine, Found::peer, kTransfer));
  for (unsigned i = 0; i < 10; ++i) p.hit(kLine);
  p.lost(kLine);
  EXPECT_GT(p.report(kLine), 0);
}

TEST(ReusePredictor, GoesByTheBiasWhereALineIsUnknown) {
  ReusePredictor p = experienced();
  for (unsigned i = 1; i < 10; ++i) run_near(p, kLine + 1024 * i, 5);
  EXPECT_TRUE(p.near(kLine));
  for (unsigned i = 1; i < 100; ++i) run_near(p, kLine + 1024 * i, 1);
  EXPECT_FALSE(p.near(kLine));
}

TEST(ReusePredictor, FollowsTheBiasOfOthersUnlessALineSaysOtherwise) {
  ReusePredictor p = experienced();
  EXPECT_EQ(p.bias(), 32);  // leans to near by the one far atomic seen
  p.adjust(8);
  EXPECT_EQ(p.bias(), 40);
  EXPECT_TRUE(p.near(kLine));
  p.learn(kLine, -31);
  EXPECT_FALSE(p.near(kLine));
  p.adjust(-127);
  EXPECT_FALSE(p.near(kOther));
  p.learn(kOther, 31);
  EXPECT_TRUE(p.near(kOther));
}

TEST(ReusePredictor, OneRunMovesTheBiasByTwoFarAtomicsAtMost) {
  ReusePredictor p = experienced();
  run_near(p, kLine, 1);
  const int before = p.bias();
  run_near(p, kLine, 1, 1000);
  EXPECT_LT(p.bias(), before);
  EXPECT_GE(p.bias(), before - 2 * 32);
}

TEST(ReusePredictor, ForgetsTheLineUsedLongestAgo) {
  ReusePredictor p = predictor(4, 4, 2);
  const std::uint64_t set = 2 * 64;  // distance of lines in one set
  for (std::uint64_t line : {kLine, kLine + set, kLine, kLine + 2 * set}) far(p, line, false);
  p.decided(kLine, false);
  EXPECT_EQ(p.statistics().known, 1u);
  p.decided(kLine + set, false);
  EXPECT_EQ(p.statistics().known, 1u);
}

TEST(ReusePredictor, ReportsWhatALineEarnedOnce) {
  ReusePredictor p = experienced();
  run_near(p, kLine, 1);
  EXPECT_LT(p.report(kLine), 0);
  EXPECT_EQ(p.report(kLine), 0);
}

TEST(ReusePredictor, ConfidenceSaturates) {
  ReusePredictor p = predictor(2);
  for (unsigned i = 0; i < 100; ++i) far(p, kLine, true);
  EXPECT_TRUE(p.near(kLine));
  EXPECT_EQ(p.report(kLine), 1);  // two bits hold -1, 0 and 1
}

TEST(ReusePredictor, KeepsItsRangeWhenLatenciesFall) {
  ReusePredictor p = predictor();
  for (unsigned i = 0; i < 50; ++i) {
    Atomic slow = atomic(kLine, Found::slice, 100 * kFar);
    slow.again = i > 0;
    p.used_far(slow);
  }
  for (unsigned i = 0; i < 100; ++i) far(p, kElsewhere, false);
  EXPECT_LE(p.report(kLine), 31);
  EXPECT_GE(p.bias(), -124);
}

TEST(ReusePredictor, SavesAndLoads) {
  ReusePredictor p = predictor();
  for (unsigned i = 0; i < 6; ++i) far(p, kLine, i > 0);
  Archive saved;
  p.serialize(saved);
  ReusePredictor q = predictor();
  Archive loaded(saved.bytes());
  q.serialize(loaded);
  EXPECT_TRUE(q.near(kLine));
  EXPECT_EQ(q.bias(), p.bias());
  EXPECT_EQ(q.report(kLine), p.report(kLine));
  q.reset();
  EXPECT_FALSE(q.near(kLine));
}

TEST(ReusePredictor, KeepsAReportThatTheHomeNodeHasNotHeard) {
  ReusePredictor p = experienced();
  for (unsigned i = 0; i < 10; ++i) far(p, kLine, true);
  const int units = p.report(kLine);
  ASSERT_GT(units, 0);
  EXPECT_EQ(p.report(kLine), 0);
  p.unreported(kLine, units);
  EXPECT_EQ(p.report(kLine), units);
  p.unreported(kOther, units);  // not in the table any more
  EXPECT_EQ(p.report(kOther), 0);
}

}  // namespace
}  // namespace amoeba
