// Each rule of preserved program order on pairs that it alone keeps in order, and on pairs that it must not.
#include "amoeba/cores/lsu/preserved_order.h"

#include <gtest/gtest.h>

namespace amoeba {
namespace {

constexpr OrderedAccess kLoad{true, false, false, false, false};
constexpr OrderedAccess kStore{false, true, false, false, false};
constexpr OrderedAccess kAmo{true, true, true, false, false};
constexpr OrderedAccess kConditional{false, true, true, false, false};

constexpr OrderedAccess annotated(OrderedAccess access, bool aq, bool rl) {
  access.aq = aq;
  access.rl = rl;
  return access;
}

struct Row {
  const char* label;
  OrderRule rule;
  OrderedAccess older, younger;
  PairRelation pair;
};

PairRelation related(void (*change)(PairRelation&)) {
  PairRelation pair;
  change(pair);
  return pair;
}

const PairRelation kNothing;
const PairRelation kOverlap = related([](PairRelation& p) { p.overlap = true; });
const PairRelation kWrittenBetween = related([](PairRelation& p) { p.overlap = p.written_between = true; });
const PairRelation kSameWrite = related([](PairRelation& p) { p.overlap = p.same_write = true; });
const PairRelation kFenced = related([](PairRelation& p) { p.fenced = true; });
const PairRelation kPaired = related([](PairRelation& p) { p.paired = true; });
const PairRelation kAddress = related([](PairRelation& p) { p.address = true; });
const PairRelation kData = related([](PairRelation& p) { p.data = true; });
const PairRelation kControl = related([](PairRelation& p) { p.control = true; });
const PairRelation kStorePipeline = related([](PairRelation& p) { p.store_pipeline = true; });
const PairRelation kAddressPipeline = related([](PairRelation& p) { p.address_pipeline = true; });

// Pairs that exactly one rule keeps in order.
const Row kOrdered[] = {
    {"load, then store to it", OrderRule::overlapping_store, kLoad, kStore, kOverlap},
    {"stores to one place", OrderRule::overlapping_store, kStore, kStore, kWrittenBetween},
    {"loads of one place", OrderRule::load_load_coherence, kLoad, kLoad, kOverlap},
    {"a load of what an SC wrote", OrderRule::no_early_forwarding, kConditional, kLoad, kOverlap},
    {"a fence", OrderRule::fence, kStore, kLoad, kFenced},
    {"acquire", OrderRule::acquire, annotated(kLoad, true, false), kLoad, kNothing},
    {"release", OrderRule::release, kStore, annotated(kStore, false, true), kNothing},
    {"RCsc pair", OrderRule::rcsc_pair, annotated(kStore, false, true), annotated(kLoad, true, false), kNothing},
    {"LR and SC", OrderRule::reservation_pair, kLoad, kConditional, kPaired},
    {"address", OrderRule::address_dependency, kLoad, kLoad, kAddress},
    {"data", OrderRule::data_dependency, kLoad, kStore, kData},
    {"control", OrderRule::control_dependency, kLoad, kStore, kControl},
    {"a store between forwards", OrderRule::store_pipeline, kLoad, kLoad, kStorePipeline},
    {"an address between", OrderRule::address_pipeline, kLoad, kStore, kAddressPipeline},
};

OrderRule rule_of(const Row& row, OrderRules enforced = kAllRules) {
  MemoryOrder order;
  order.enforced = enforced;
  return preserving_rule(row.older, row.younger, row.pair, order);
}

TEST(PreservedOrder, EachRuleKeepsItsPairs) {
  for (const Row& row : kOrdered) EXPECT_EQ(rule_of(row), row.rule) << row.label;
}

TEST(PreservedOrder, WithoutItsRuleAPairIsFree) {
  for (const Row& row : kOrdered) {
    EXPECT_EQ(rule_of(row, all_but(row.rule)), OrderRule::none) << row.label;
    for (unsigned other = 1; other <= kManualRules; ++other)
      if (other != static_cast<unsigned>(row.rule))
        EXPECT_EQ(rule_of(row, all_but(static_cast<OrderRule>(other))), row.rule) << row.label << " without " << other;
  }
}

TEST(PreservedOrder, TheseAreFree) {
  const Row rows[] = {
      {"different places", OrderRule::none, kStore, kStore, kNothing},
      {"store, then load of it: forwards", OrderRule::none, kStore, kLoad, kOverlap},
      {"loads with a store between", OrderRule::none, kLoad, kLoad, kWrittenBetween},
      {"loads of one write", OrderRule::none, kLoad, kLoad, kSameWrite},
      {"an AMO, and a load that a store between feeds", OrderRule::none, kConditional, kLoad, kWrittenBetween},
      {"release, then load", OrderRule::none, annotated(kStore, false, true), kLoad, kNothing},
      {"store, then acquire", OrderRule::none, kStore, annotated(kLoad, true, false), kNothing},
      {"control before a load", OrderRule::none, kLoad, kLoad, kControl},
      {"an address between, before a load", OrderRule::none, kLoad, kLoad, kAddressPipeline},
  };
  for (const Row& row : rows) EXPECT_EQ(rule_of(row), OrderRule::none) << row.label;
}

TEST(PreservedOrder, AnAmoIsBothALoadAndAStore) {
  EXPECT_EQ(preserving_rule(kStore, kAmo, kOverlap, {}), OrderRule::overlapping_store);
  EXPECT_EQ(preserving_rule(kAmo, kLoad, kOverlap, {}), OrderRule::load_load_coherence);
  EXPECT_EQ(preserving_rule(kAmo, kAmo, kNothing, {}), OrderRule::none);
}

TEST(PreservedOrder, FencesNameClassesOnBothSides) {
  constexpr unsigned kR = FenceSets::kRead, kW = FenceSets::kWrite;
  const FenceSets write_read{kW, kR, false};
  EXPECT_EQ(write_read.holds(kR), kW);
  EXPECT_EQ(write_read.holds(kW), 0u);
  EXPECT_EQ(write_read.holds(kR | kW), kW);
  const FenceSets tso{kR | kW, kR | kW, true};
  EXPECT_EQ(tso.holds(kR), kR);
  EXPECT_EQ(tso.holds(kW), kR | kW);
  EXPECT_EQ(tso.holds(kR | kW), kR | kW);
}

TEST(PreservedOrder, StrongerModelsAddToTheRules) {
  MemoryOrder order;
  order.model = MemoryModel::ztso;
  for (const OrderedAccess& older : {kLoad, kStore, kAmo})
    for (const OrderedAccess& younger : {kLoad, kStore, kAmo}) {
      const bool free = !older.reads && !younger.writes;
      EXPECT_EQ(preserving_rule(older, younger, kNothing, order),
                free ? OrderRule::none : OrderRule::total_store_order);
    }
  order.model = MemoryModel::sc;
  EXPECT_EQ(preserving_rule(kStore, kLoad, kNothing, order), OrderRule::sequential_consistency);
}

TEST(PreservedOrder, DrainingAnnotationsAreFullFences) {
  MemoryOrder order;
  order.acquire_release = AcquireRelease::drain;
  EXPECT_EQ(preserving_rule(kStore, annotated(kLoad, true, false), kNothing, order), OrderRule::full_fence);
  EXPECT_EQ(preserving_rule(annotated(kStore, false, true), kLoad, kNothing, order), OrderRule::full_fence);
  EXPECT_EQ(preserving_rule(kStore, kLoad, kNothing, order), OrderRule::none);
}

}  // namespace
}  // namespace amoeba
