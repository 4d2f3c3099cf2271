#include "amoeba/cache/reuse_predictor.h"

#include <gtest/gtest.h>

namespace amoeba {
namespace {

constexpr std::uint64_t kLine = 0x8000'0000;
constexpr Tick kFar = 20, kTransfer = 45;

ReusePredictor predictor(unsigned bits = 4, unsigned entries = 8, unsigned ways = 2) {
  return ReusePredictor({entries, ways, bits}, 64);
}

// A near visit of `uses` atomics, of which the first brings the line.
void visit_near(ReusePredictor& predictor, std::uint64_t line, unsigned uses) {
  predictor.used_near(line, 100, 100 + kTransfer);
  for (unsigned i = 1; i < uses; ++i) predictor.used_near(line, 200, 200);
  predictor.lost(line);
}

TEST(ReusePredictor, TriesFarFirst) {
  EXPECT_FALSE(predictor().near(kLine));
}

TEST(ReusePredictor, BringsALineNearThatNobodyElseUses) {
  ReusePredictor p = predictor();
  p.used_far(kLine, false, kFar);
  EXPECT_FALSE(p.near(kLine));
  for (unsigned i = 0; i < 4; ++i) p.used_far(kLine, true, kFar);
  EXPECT_TRUE(p.near(kLine));
  EXPECT_GT(p.statistics().worthwhile, 0u);
}

TEST(ReusePredictor, LeavesALineFarThatOthersUseInBetween) {
  ReusePredictor p = predictor();
  for (unsigned i = 0; i < 2; ++i) p.used_far(kLine, false, kFar);
  EXPECT_TRUE(p.near(kLine));  // a transfer has yet to show what it costs
  visit_near(p, kLine, 1);
  EXPECT_FALSE(p.near(kLine));
  for (unsigned i = 0; i < 50; ++i) p.used_far(kLine, false, kFar);
  EXPECT_FALSE(p.near(kLine));
}

TEST(ReusePredictor, WeighsTheTransferAgainstTheFarAtomicsSaved) {
  for (unsigned uses = 1; uses <= 6; ++uses) {
    ReusePredictor p = predictor();
    p.used_far(kLine + 64, false, kFar);  // shows what one costs
    for (unsigned i = 0; i < 10; ++i) visit_near(p, kLine, uses);
    EXPECT_EQ(p.near(kLine), (uses - 1) * kFar > kTransfer) << uses;
  }
}

TEST(ReusePredictor, CountsPlainHitsOfNearVisitsOnly) {
  ReusePredictor p = predictor();
  p.used_far(kLine, false, kFar);
  for (unsigned i = 0; i < 10; ++i) p.hit(kLine);
  EXPECT_FALSE(p.near(kLine));
  p.used_near(kLine, 100, 100 + kTransfer);
  for (unsigned i = 0; i < 10; ++i) p.hit(kLine);
  EXPECT_TRUE(p.near(kLine));
}

TEST(ReusePredictor, GoesByTheRecentVisitsToOtherLinesAtFirstTouch) {
  ReusePredictor p = predictor(4, 64, 4);
  p.used_far(kLine, false, kFar);
  for (unsigned i = 1; i < 10; ++i) visit_near(p, kLine + 64 * i, 5);
  EXPECT_TRUE(p.near(kLine + 64 * 20));
  for (unsigned i = 0; i < 100; ++i) visit_near(p, kLine + 64 * 10, 1);
  EXPECT_FALSE(p.near(kLine + 64 * 20));
}

TEST(ReusePredictor, ForgetsTheLineUsedLongestAgo) {
  ReusePredictor p = predictor(4, 4, 2);
  const std::uint64_t set = 2 * 64;  // distance of lines in one set
  for (std::uint64_t line : {kLine, kLine + set, kLine, kLine + 2 * set}) p.used_far(line, false, kFar);
  p.decided(kLine, false);
  EXPECT_EQ(p.statistics().known, 1u);
  p.decided(kLine + set, false);
  EXPECT_EQ(p.statistics().known, 1u);
}

TEST(ReusePredictor, ReportsItsCreditsOnceAndTakesTheSum) {
  ReusePredictor p = predictor();
  p.used_far(kLine, false, kFar);
  visit_near(p, kLine, 1);
  const int credit = p.report(kLine);
  EXPECT_LT(credit, 0);
  EXPECT_EQ(p.report(kLine), 0);
  p.learn(kLine, 5);
  EXPECT_TRUE(p.near(kLine));
  visit_near(p, kLine, 1);
  p.learn(kLine, 1);  // less what the home node does not know yet
  EXPECT_FALSE(p.near(kLine));
}

TEST(ReusePredictor, ConfidenceSaturates) {
  ReusePredictor p = predictor(2);
  p.used_far(kLine, false, kFar);
  for (unsigned i = 0; i < 100; ++i) p.used_far(kLine, true, kFar);
  EXPECT_TRUE(p.near(kLine));
  EXPECT_EQ(p.report(kLine), 1);  // two bits hold -1, 0 and 1
}

TEST(ReusePredictor, SavesAndLoads) {
  ReusePredictor p = predictor();
  p.used_far(kLine, false, kFar);
  for (unsigned i = 0; i < 5; ++i) p.used_far(kLine, true, kFar);
  Archive saved;
  p.serialize(saved);
  ReusePredictor q = predictor();
  Archive loaded(saved.bytes());
  q.serialize(loaded);
  EXPECT_TRUE(q.near(kLine));
  EXPECT_EQ(q.report(kLine), p.report(kLine));
  q.reset();
  EXPECT_FALSE(q.near(kLine));
}

}  // namespace
}  // namespace amoeba
