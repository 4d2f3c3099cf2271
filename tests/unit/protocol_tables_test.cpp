// The protocol tables and their explorer: every run keeps the invariants, and each planted fault breaks the one it
// must.
#include <gtest/gtest.h>

#include "amoeba/explore/configurations.h"
#include "amoeba/explore/explorer.h"
#include "amoeba/explore/two_line_model.h"

namespace amoeba {
namespace {

using S = CacheState;
using E = CacheEvent;
using D = DirectoryState;
using Q = HomeRequest;

ExplorerResult explore(const ProtocolTables& tables, unsigned caches = 2, bool instruction_cache = false) {
  ExplorerOptions options;
  options.caches = caches;
  options.instruction_cache = instruction_cache;
  options.values = 3;
  options.overflows = options.back_invalidates = false;
  return amoeba::explore(tables, options);
}

class Exploration : public testing::TestWithParam<ExploredConfiguration> {};

TEST_P(Exploration, FindsNoViolation) {
  const ExplorerResult result = amoeba::explore(ProtocolTables(GetParam().protocol), GetParam().options);
  EXPECT_EQ(result.violation, "");
  EXPECT_GT(result.states, 1000u);
  EXPECT_GT(result.depth, 15u);
  std::printf("%s: %zu states, depth %u\n", GetParam().name().c_str(), result.states, result.depth);
}
// Three caches take `amoeba explore`, which the end-to-end tests run for one variant.
INSTANTIATE_TEST_SUITE_P(TwoCaches, Exploration, testing::ValuesIn(explored_configurations({2u, {}, {}, {}, {}, 1u})));
INSTANTIATE_TEST_SUITE_P(ThreeCaches, Exploration,
                         testing::ValuesIn(explored_configurations({3u, {}, "moesi", "clean-and-dirty", "silent"})));
INSTANTIATE_TEST_SUITE_P(TwoLines, Exploration,
                         testing::ValuesIn(explored_configurations({2u, {}, {}, "none", "notified", 2u})));

ProtocolOptions options_of(unsigned number) {
  return {static_cast<ProtocolKind>(number % 2), static_cast<Forwarding>(number / 2 % 3),
          static_cast<CleanEviction>(number / 6)};
}

TEST(CacheTable, AnswersSnpUniqueInEveryState) {
  for (unsigned variant = 0; variant < 12; ++variant) {
    const bool moesi = options_of(variant).protocol == ProtocolKind::moesi;
    const CacheTable table = CacheTable::make(options_of(variant));
    for (unsigned i = 0; i < kCacheStates; ++i) {
      const S state = static_cast<S>(i);
      if (!moesi && (state == S::SD || state == S::SD_unique)) continue;
      EXPECT_FALSE(table.at(state, E::snp_unique).actions & kImpossible) << name(state);
    }
  }
}

TEST(CacheTable, TransientStatesLetEveryRequestWait) {
  const CacheTable table = CacheTable::make({ProtocolKind::moesi, Forwarding::dirty, CleanEviction::notified});
  for (unsigned i = 0; i < kCacheStates; ++i)
    for (E event : {E::load, E::modify, E::far_atomic}) {
      if (is_stable(static_cast<S>(i))) continue;
      EXPECT_EQ(table.at(static_cast<S>(i), event).actions, kWait);
    }
}

TEST(World, PackingKeepsEveryField) {
  World world;
  world.directory = D::shared;
  world.phase = HomePhase::snooping;
  world.value = 1;
  world.passing = 1;
  world.overflowed = world.acknowledged = true;
  world.serving = Q::back_invalidate;
  world.seen = D::owned_shared;
  world.listed = Listed::unknown;
  for (unsigned i = 0; i < kExploredNodes; ++i) {
    ExploredNode& node = world.nodes[i];
    node.state = static_cast<S>(i + 1);
    node.value = static_cast<RelativeValue>(i);
    node.operation = static_cast<Operation>(10 - i);
    node.reserved = node.sharer = node.may_hold = i % 2 == 0;
    node.requester = i == 3;
    node.turn = node.waited = i == 0;
    node.queued = node.outdated = i == 1;
    node.request = {i == 3, Q::write_unique, kNoData};
    node.snoop = i == 1 ? ExploredSnoop::unique : ExploredSnoop::none;
    node.answer = {i == 2, true, i == 1, LineState::SC, 1};
    node.reply = i == 0 ? ExploredReply::comp_refused : ExploredReply::none;
    node.acknowledgement = i == 2;
  }
  world.nodes[kExploredIo] = ExploredNode{};
  world.nodes[kExploredIo].request = {true, Q::write_unique, kNoData};
  const PackedWorld packed = world.pack(0);
  EXPECT_EQ(World::unpack(packed).pack(0), packed);
  std::swap(world.nodes[0], world.nodes[2]);
  EXPECT_NE(world.pack(0), packed);
  EXPECT_EQ(world.pack(3), World::unpack(packed).pack(3));
}

struct Fault {
  const char* broken;  // what the explorer says
  void (*plant)(ProtocolTables&);
};

TEST(PlantedFaults, BreakTheRuleTheyMust) {
  const Fault faults[] = {
      {"an old value can be read",
       [](ProtocolTables& t) {
         t.cache.at(S::UD, E::snp_unique) = {S::SC, kLoseUnique | kRespondData};
       }},
      {"a writable copy beside another copy",
       [](ProtocolTables& t) { t.home.at(D::shared, Q::clean_unique, Listed::sharer).snoop = SnoopTargets::nobody; }},
      {"the home node uses an old value",
       [](ProtocolTables& t) { t.cache.at(S::UD, E::snp_unique).actions = kLose | kRespond; }},
      {"deadlock",
       [](ProtocolTables& t) {
         t.cache.at(S::I_read, E::snp_unique) = {S::I_read, kNothing};
       }},
      {"deadlock",
       [](ProtocolTables& t) {
         t.cache.at(S::I_read, E::data_shared) = {S::SC, kFill | kComplete};
       }},
      {"an SC that must fail",
       [](ProtocolTables& t) {
         t.home.at(D::shared, Q::clean_unique_exclusive, Listed::no) =
             t.home.at(D::shared, Q::clean_unique, Listed::no);
       }},
      {"no answer to comp_refused in state SC_unique",
       [](ProtocolTables& t) {
         t.home.at(D::shared, Q::clean_unique_exclusive, Listed::sharer) =
             t.home.at(D::shared, Q::clean_unique_exclusive, Listed::no);
       }},
      {"a lease or reservation outlives a copy",
       [](ProtocolTables& t) { t.cache.at(S::SC, E::replace).actions = kNothing; }},
      {"the directory lists other caches",
       [](ProtocolTables& t) { t.home.at(D::owned, Q::atomic, Listed::owner).update = DirectoryUpdate::keep; }},
      {"a read takes the line from others",
       [](ProtocolTables& t) { t.home.at(D::owned, Q::read_once, Listed::no).snoop = SnoopTargets::others_unique; }},
      {"a write of the I/O agent is not performed",
       [](ProtocolTables& t) { t.home.at(D::none, Q::write_unique, Listed::no).reply = HomeReply::comp; }},
  };
  for (const Fault& fault : faults) {
    ProtocolTables tables;
    fault.plant(tables);
    const std::string found = explore(tables, 3).violation;
    EXPECT_EQ(found.rfind(fault.broken, 0), 0u) << "'" << found << "' instead of '" << fault.broken << "'";
  }
}

// A response that starts another request for ever: every state has a next step, yet the system never rests.
TEST(PlantedFaults, LivelockIsFound) {
  ProtocolTables tables;
  tables.cache.at(S::UD_write, E::comp) = {S::UD_write, kSendWriteBack};
  const std::string found = explore(tables).violation;
  EXPECT_EQ(found.rfind("livelock", 0), 0u) << found;
}

ExplorerOptions two_lines(const TwoLineOptions& competition) {
  ExplorerOptions options;
  options.io = options.overflows = options.back_invalidates = false;
  options.two_lines = competition;
  return options;
}

TEST(TwoLines, PackingKeepsEveryFieldAndForgetsNames) {
  const TwoLineModel model(ProtocolTables{}, two_lines({}));
  TwoLineWorld world;
  world.lines[0].nodes[1].state = S::UD_write;
  world.lines[0].directory = D::owned;
  world.lines[1].nodes[0].state = S::I_read;
  world.lines[1].nodes[0].operation = Operation::load;
  world.lines[1].phase = HomePhase::allocating;
  world.ports[1] = {PortEntry{Operation::far_atomic, 0}, PortEntry{Operation::store, 1}};
  world.placed = 0;
  const auto packed = model.pack(world);
  EXPECT_EQ(model.pack(model.unpack(packed)), packed);
  TwoLineWorld renamed = world;
  for (World& line : renamed.lines) std::swap(line.nodes[0], line.nodes[1]);
  std::swap(renamed.ports[0], renamed.ports[1]);
  EXPECT_EQ(model.pack(renamed), packed);
  renamed.ports[0][0].line = 1;
  EXPECT_NE(model.pack(renamed), packed);
  std::swap(world.lines[0], world.lines[1]);
  world.ports[1] = {PortEntry{Operation::far_atomic, 1}, PortEntry{Operation::store, 0}};
  world.placed = 1;
  EXPECT_EQ(model.pack(world), packed);
}

// Faults that one line alone cannot show.
TEST(TwoLines, PlantedFaultsAreFound) {
  TwoLineOptions hasty, deaf;
  hasty.filter = true;
  hasty.waits_for_filter = false;
  deaf.retries_requests = false;
  const ProtocolTables tables;
  EXPECT_EQ(amoeba::explore(tables, two_lines(hasty)).violation,
            "a line is listed without a place in the snoop filter");
  const ExplorerResult stuck = amoeba::explore(tables, two_lines(deaf));
  EXPECT_EQ(stuck.violation.rfind("deadlock", 0), 0u) << stuck.violation;
  EXPECT_EQ(stuck.counter_example.events.front().label, "A: store");
}

ExplorerOptions waiting() {
  ExplorerOptions options;
  options.waits.emplace();
  return options;
}

TEST(Waits, TurnsAreProvedAndPlantedFaultsFound) {
  EXPECT_EQ(amoeba::explore({}, waiting()).violation, "");
  ExplorerOptions lasting = waiting();
  lasting.waits->writes_end_turns = false;
  const ExplorerResult outlived = amoeba::explore({}, lasting);
  EXPECT_EQ(outlived.violation, "a writable copy while somebody has its turn");
  EXPECT_NE(outlived.counter_example.text().find("has its turn"), std::string::npos);

  ProtocolTables tables;
  tables.home.at(D::none, Q::refused_scwait, Listed::no) = tables.home.at(D::none, Q::atomic, Listed::no);
  EXPECT_EQ(amoeba::explore(tables, waiting()).violation, "the home node executes refused_scwait");
  tables = {};
  tables.home.at(D::shared, Q::refused_scwait, Listed::sharer).update = DirectoryUpdate::keep;
  EXPECT_EQ(amoeba::explore(tables, waiting()).violation,
            "the directory lists other caches than those that may hold a copy");
}

TEST(CounterExample, IsAShortestChartWithAColumnPerAgent) {
  ProtocolTables tables;
  tables.cache.at(S::UC, E::replace) = {S::I, kNothing};
  const ExplorerResult result = explore(tables);
  const Chart& chart = result.counter_example;
  EXPECT_EQ(chart.agents, (std::vector<std::string>{"cache 0", "cache 1", "I/O agent", "home node"}));
  ASSERT_EQ(chart.events.size(), 5u);  // load, ReadShared, CompData, CompAck, evict
  EXPECT_EQ(chart.events[1].label, "ReadShared");
  EXPECT_EQ(chart.events[2].label, "CompData UC = 0");
  EXPECT_EQ(chart.events[2].after, "UC = 0");
  EXPECT_NE(chart.text().find("ReadShared"), std::string::npos);
  EXPECT_NE(chart.text().find("violation: a lease"), std::string::npos) << chart.text();
  EXPECT_EQ(chart.mermaid().rfind("sequenceDiagram\n", 0), 0u);
  EXPECT_NE(chart.mermaid().find("A0->>A3: ReadShared"), std::string::npos) << chart.mermaid();
}

TEST(Explorer, RefusesWhatItCannotExplore) {
  const ProtocolTables tables;
  ExplorerOptions options;
  options.caches = 4;
  EXPECT_THROW(amoeba::explore(tables, options), std::invalid_argument);
  options.caches = 3;
  options.most_states = 1000;
  EXPECT_THROW(amoeba::explore(tables, options), std::runtime_error);
  EXPECT_THROW(explored_configurations({5u, {}, {}, {}, {}}), std::invalid_argument);
  EXPECT_THROW(explored_configurations({{}, "sometimes", {}, {}, {}}), std::invalid_argument);
  EXPECT_THROW(explored_configurations({{}, {}, "msi", {}, {}}), std::invalid_argument);
  EXPECT_THROW(explored_configurations({{}, {}, {}, {}, {}, 3u}), std::invalid_argument);
  EXPECT_THROW(explored_configurations({3u, {}, {}, {}, {}, 2u}), std::invalid_argument);
  EXPECT_THROW(explored_configurations({{}, "all-far", {}, {}, {}, 2u}), std::invalid_argument);
}

}  // namespace
}  // namespace amoeba
