// The protocol tables: every run of two and three caches on one line keeps the invariants, and planted faults do not.
#include <gtest/gtest.h>

#include "protocol_explorer.h"

namespace amoeba {
namespace {

using S = CacheState;
using E = CacheEvent;
using D = DirectoryState;
using Q = HomeRequest;

ExplorerOptions options(unsigned caches, bool io = false, bool instruction_cache = false) {
  ExplorerOptions o;
  o.caches = caches;
  o.io = io;
  o.instruction_cache = instruction_cache;
  return o;
}

}  // namespace

void PrintTo(const ExplorerOptions& o, std::ostream* out) {
  *out << o.caches << " caches" << (o.io ? ", I/O agent" : "") << (o.instruction_cache ? ", instruction cache" : "");
}

namespace {
class Exploration : public testing::TestWithParam<ExplorerOptions> {};

TEST_P(Exploration, FindsNoViolation) {
  const ExplorerResult result = explore(CacheTable::mesi(), HomeTable::mesi(), GetParam());
  EXPECT_EQ(result.violation, "");
  EXPECT_GT(result.states, 100u);
  std::printf("%zu states\n", result.states);
}
INSTANTIATE_TEST_SUITE_P(Sizes, Exploration,
                         testing::Values(options(2), options(2, true), options(2, true, true), options(3),
                                         options(3, false, true)));

TEST(CacheTable, AnswersEverySnoopInEveryStateThatCanMeetIt) {
  const CacheTable table = CacheTable::mesi();
  for (unsigned i = 0; i < kCacheStates; ++i) {
    const S state = static_cast<S>(i);
    EXPECT_FALSE(table.at(state, E::snp_unique).actions & kImpossible) << name(state);
    const bool shared = state == S::SC || state == S::SC_unique;  // the home node has the data of shared lines
    EXPECT_EQ((table.at(state, E::snp_shared).actions & kImpossible) != 0, shared) << name(state);
  }
}

TEST(CacheTable, AnswersEveryRequestInEveryState) {
  const CacheTable table = CacheTable::mesi();
  for (unsigned i = 0; i < kCacheStates; ++i)
    for (E event : {E::load, E::fetch, E::modify, E::far_atomic})
      EXPECT_FALSE(table.at(static_cast<S>(i), event).actions & kImpossible) << name(static_cast<S>(i)) << name(event);
}

TEST(CacheTable, TransientStatesNeverHit) {
  const CacheTable table = CacheTable::mesi();
  for (unsigned i = 0; i < kCacheStates; ++i)
    for (E event : {E::load, E::fetch, E::modify, E::far_atomic}) {
      if (is_stable(static_cast<S>(i))) continue;
      EXPECT_EQ(table.at(static_cast<S>(i), event).actions, kWait);
    }
}

// Each cell of the cache table that answers something, changed to say nothing or to stay: the explorer must object.
TEST(PlantedFaults, LostActionsOfTheCacheAreFound) {
  struct Fault {
    S state;
    E event;
    CacheTransition instead;
  };
  const Fault faults[] = {
      {S::SC, E::snp_unique, {S::SC, kRespond}},
      {S::SC, E::snp_unique, {S::I, kLose}},
      {S::UC, E::snp_shared, {S::UC, kRespond}},
      {S::UC, E::snp_unique, {S::SC, kRespond}},
      {S::UC, E::modify, {S::UC, kHit}},
      {S::UD, E::snp_shared, {S::SC, kRespond}},
      {S::UD, E::snp_unique, {S::I, kRespond}},
      {S::UD, E::replace, {S::I, kLose}},
      {S::UD, E::far_atomic, {S::I_atomic, kSendAtomic}},
      {S::SC, E::modify, {S::UD, kHit}},
      {S::SC, E::far_atomic, {S::I_atomic, kWait}},
      {S::I_read, E::snp_unique, {S::I_read, kNothing}},
      {S::I_read, E::data_shared, {S::UC, kFill | kAcknowledge | kComplete}},
      {S::I_read, E::data_shared, {S::SC, kFill | kComplete}},
      {S::SC_unique, E::snp_unique, {S::SC_unique, kRespond}},
      {S::UD_write, E::snp_shared, {S::I_write, kRespond}},
  };
  for (const Fault& fault : faults) {
    CacheTable table = CacheTable::mesi();
    table.at(fault.state, fault.event) = fault.instead;
    EXPECT_NE(explore(table, HomeTable::mesi(), options(2)).violation, "") << name(fault.state) << name(fault.event);
  }
}

TEST(PlantedFaults, ForgottenSnoopsOfTheHomeNodeAreFound) {
  struct Fault {
    D state;
    Q request;
    Listed listed;
  };
  const Fault faults[] = {
      {D::owned, Q::read_shared, Listed::no},   {D::owned, Q::read_clean, Listed::no},
      {D::owned, Q::read_unique, Listed::no},   {D::shared, Q::read_unique, Listed::no},
      {D::shared, Q::read_unique, Listed::yes}, {D::shared, Q::clean_unique, Listed::yes},
      {D::shared, Q::clean_unique, Listed::no}, {D::shared, Q::clean_unique_exclusive, Listed::yes},
      {D::owned, Q::clean_unique, Listed::no},  {D::shared, Q::atomic, Listed::no},
      {D::owned, Q::atomic, Listed::no},        {D::owned, Q::read_once, Listed::no},
      {D::shared, Q::write_unique, Listed::no}, {D::owned, Q::write_unique, Listed::no},
  };
  for (const Fault& fault : faults) {
    HomeTable table = HomeTable::mesi();
    HomePlan& plan = table.at(fault.state, fault.request, fault.listed);
    ASSERT_NE(plan.snoop, SnoopTargets::nobody);
    plan.snoop = SnoopTargets::nobody;
    const bool io = fault.request >= Q::read_once, fetch = fault.request == Q::read_clean;
    EXPECT_NE(explore(CacheTable::mesi(), table, options(fetch || io ? 2 : 3, io, fetch)).violation, "")
        << name(fault.state) << " " << name(fault.request) << " listed " << static_cast<int>(fault.listed);
  }
}

TEST(PlantedFaults, OtherFaultsOfTheHomeNodeAreFound) {
  const auto violation = [](D state, Q request, Listed listed, auto&& change) {
    HomeTable table = HomeTable::mesi();
    change(table.at(state, request, listed));
    return explore(CacheTable::mesi(), table, options(2)).violation;
  };
  EXPECT_NE(violation(D::owned, Q::write_back, Listed::yes, [](HomePlan& p) { p.takes_data = false; }), "");
  EXPECT_NE(violation(D::owned, Q::write_back, Listed::no, [](HomePlan& p) { p.takes_data = true; }), "");
  EXPECT_NE(violation(D::none, Q::read_shared, Listed::no, [](HomePlan& p) { p.awaits_ack = false; }), "");
  EXPECT_NE(violation(D::shared, Q::read_shared, Listed::no, [](HomePlan& p) { p.update = DirectoryUpdate::keep; }),
            "");
}

TEST(PlantedFaults, AnSCThatLostItsLineMustBeRefused) {
  HomeTable table = HomeTable::mesi();
  table.at(D::shared, Q::clean_unique_exclusive, Listed::no) = HomePlan{};
  EXPECT_NE(explore(CacheTable::mesi(), table, options(3)).violation, "");
}

}  // namespace
}  // namespace amoeba
