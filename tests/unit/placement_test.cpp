// The decision table of placement policies against a copy of it.
// Source of the copy: gem5's CHI protocol, CHI-cache-actions.sm (Initiate_Atomic*) and the comment on policy_type in
// CHI-cache.sm, for all-near (0), unique-near (1) and present-near (2); this project's definitions for the others.
#include "amoeba/coherence/placement.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace amoeba {
namespace {

constexpr Place N = Place::near, F = Place::far, P = Place::predicted;

TEST(Placement, FollowsTheDecisionTable) {
  const std::map<std::string, std::map<LineState, Place>> table = {
      {"all-near", {{LineState::UC, N}, {LineState::UD, N}, {LineState::SC, N}, {LineState::SD, N}, {LineState::I, N}}},
      {"unique-near",
       {{LineState::UC, N}, {LineState::UD, N}, {LineState::SC, F}, {LineState::SD, F}, {LineState::I, F}}},
      {"present-near",
       {{LineState::UC, N}, {LineState::UD, N}, {LineState::SC, N}, {LineState::SD, N}, {LineState::I, F}}},
      {"dirty-near",
       {{LineState::UC, N}, {LineState::UD, N}, {LineState::SC, F}, {LineState::SD, N}, {LineState::I, F}}},
      {"shared-far",
       {{LineState::UC, N}, {LineState::UD, N}, {LineState::SC, F}, {LineState::SD, F}, {LineState::I, N}}},
      {"all-far", {{LineState::UC, F}, {LineState::UD, F}, {LineState::SC, F}, {LineState::SD, F}, {LineState::I, F}}},
      {"adaptive", {{LineState::UC, N}, {LineState::UD, N}, {LineState::SC, P}, {LineState::SD, P}, {LineState::I, P}}},
  };
  EXPECT_EQ(table.size(), kPlacementPolicies.size());
  for (const auto& [policy, decisions] : table) {
    const auto placement = parse_placement(policy);
    ASSERT_TRUE(placement) << policy;
    for (const auto& [state, place] : decisions) EXPECT_EQ(place_of(*placement, state), place) << policy << name(state);
  }
  EXPECT_FALSE(parse_placement("all-nearly"));
}

TEST(ReuseHint, SurvivesItsByte) {
  for (int confidence = -most_confidence(6); confidence <= most_confidence(6); ++confidence) {
    for (const unsigned flags : {0u, 1u, 2u, 3u}) {
      const ReuseHint hint = ReuseHint::unpack(ReuseHint{(flags & 1) != 0, (flags & 2) != 0, confidence}.packed());
      EXPECT_EQ(hint.confidence, confidence);
      EXPECT_EQ(hint.again, (flags & 1) != 0);
      EXPECT_EQ(hint.peer, (flags & 2) != 0);
    }
  }
}

}  // namespace
}  // namespace amoeba
