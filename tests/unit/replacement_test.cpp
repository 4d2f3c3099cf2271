// Replacement policies against simple oracles: true LRU as a list, and the properties of the approximations.
#include "amoeba/base/replacement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace amoeba {
namespace {

constexpr Replacement kAll[] = {Replacement::lru, Replacement::tree_plru, Replacement::srrip, Replacement::random};

std::uint32_t some_of(unsigned ways, Random& random) {
  const auto mask = static_cast<std::uint32_t>(random.below(1u << ways));
  return mask != 0 ? mask : 1u << random.below(ways);
}

// Both representations: a matrix up to eight ways, ranks beyond.
class LruOfWays : public testing::TestWithParam<unsigned> {};

TEST_P(LruOfWays, EqualsAList) {
  const unsigned ways = GetParam();
  const ReplacementPolicy policy(Replacement::lru, ways);
  Random random(1, ways);
  std::uint64_t set = policy.initial();
  std::vector<unsigned> order;  // most recent first
  for (unsigned way = 0; way < ways; ++way) {
    policy.fill(set, way);
    order.insert(order.begin(), way);
  }
  for (unsigned step = 0; step < 5000; ++step) {
    const std::uint32_t candidates = some_of(ways, random);
    const auto expected =
        std::find_if(order.rbegin(), order.rend(), [&](unsigned way) { return (candidates >> way & 1) != 0; });
    ASSERT_EQ(policy.victim(set, candidates, random), *expected) << "step " << step;
    const auto used = static_cast<unsigned>(random.below(ways));
    random.below(2) != 0 ? policy.touch(set, used) : policy.fill(set, used);
    order.erase(std::find(order.begin(), order.end(), used));
    order.insert(order.begin(), used);
  }
}
INSTANTIATE_TEST_SUITE_P(Ways, LruOfWays, testing::Range(1u, 17u));

TEST(Replacement, ChoosesAmongTheCandidatesOnly) {
  for (const Replacement kind : kAll)
    for (unsigned ways = 1; ways <= ReplacementPolicy::kMostWays; ++ways) {
      if (kind == Replacement::tree_plru && (ways & (ways - 1)) != 0) continue;
      const ReplacementPolicy policy(kind, ways);
      Random random(2, ways);
      std::uint64_t set = policy.initial();
      for (unsigned step = 0; step < 1000; ++step) {
        const std::uint32_t candidates = some_of(ways, random);
        const unsigned way = policy.victim(set, candidates, random);
        ASSERT_LT(way, ways);
        ASSERT_NE(candidates >> way & 1, 0u) << kReplacementNames[static_cast<unsigned>(kind)];
        policy.fill(set, way);
        policy.touch(set, static_cast<unsigned>(random.below(ways)));
      }
    }
}

TEST(TreePlru, NeverChoosesTheLastUsedWay) {
  for (const unsigned ways : {2u, 4u, 8u, 16u}) {
    const ReplacementPolicy policy(Replacement::tree_plru, ways);
    Random random(3, ways);
    std::uint64_t set = policy.initial();
    for (unsigned step = 0; step < 1000; ++step) {
      const auto used = static_cast<unsigned>(random.below(ways));
      policy.touch(set, used);
      ASSERT_NE(policy.victim(set, ReplacementPolicy::all(ways), random), used);
    }
  }
}

// Victims that are used at once go round all ways before one returns.
TEST(TreePlru, VisitsEveryWayInTurn) {
  for (const unsigned ways : {2u, 4u, 8u, 16u}) {
    const ReplacementPolicy policy(Replacement::tree_plru, ways);
    Random random(4, 0);
    std::uint64_t set = policy.initial();
    std::set<unsigned> seen;
    for (unsigned i = 0; i < ways; ++i) {
      seen.insert(policy.victim(set, ReplacementPolicy::all(ways), random));
      policy.touch(set, policy.victim(set, ReplacementPolicy::all(ways), random));
    }
    EXPECT_EQ(seen.size(), ways);
  }
}

// A line that has been hit survives a scan of lines that are never used again; under LRU it does not.
TEST(Srrip, ResistsAScan) {
  constexpr unsigned kWays = 4;
  for (const Replacement kind : {Replacement::srrip, Replacement::lru}) {
    const ReplacementPolicy policy(kind, kWays);
    Random random(5, 0);
    std::uint64_t set = policy.initial();
    for (unsigned way = 0; way < kWays; ++way) policy.fill(set, way);
    policy.touch(set, 0);
    bool survived = true;
    for (unsigned scan = 0; scan < 2 * kWays - 2; ++scan) {
      const unsigned way = policy.victim(set, ReplacementPolicy::all(kWays), random);
      survived = survived && way != 0;
      policy.fill(set, way);
    }
    EXPECT_EQ(survived, kind == Replacement::srrip);
  }
}

TEST(RandomReplacement, ReachesEveryCandidateAndRepeatsWithItsSeed) {
  const ReplacementPolicy policy(Replacement::random, 16);
  std::uint64_t set = policy.initial();
  Random one(6, 0), same(6, 0);
  std::set<unsigned> seen;
  for (unsigned step = 0; step < 500; ++step) {
    const unsigned way = policy.victim(set, 0xa5a5, one);
    EXPECT_EQ(way, policy.victim(set, 0xa5a5, same));
    seen.insert(way);
  }
  EXPECT_EQ(seen.size(), 8u);
}

TEST(Replacement, RefusesImpossibleSets) {
  EXPECT_THROW(ReplacementPolicy(Replacement::lru, 17), std::invalid_argument);
  EXPECT_THROW(ReplacementPolicy(Replacement::random, 0), std::invalid_argument);
  EXPECT_THROW(ReplacementPolicy(Replacement::tree_plru, 6), std::invalid_argument);
}

}  // namespace
}  // namespace amoeba
