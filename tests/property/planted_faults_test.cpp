// The checked traffic must notice faults of the protocol: each test plants one and expects a complaint. Also that the
// traffic meets every mechanism it is meant to check.
#include <gtest/gtest.h>

#include "../isolated.h"
#include "../watched_network.h"
#include "traffic_rig.h"

namespace amoeba {
namespace {

TrafficRig::Load busy() {
  TrafficRig::Load load;
  load.outstanding = 2;
  return load;
}

// The first complaint within some seeds. A checker that only finds a wrong value counts, as does one that throws.
std::string complaint(const Configuration& configuration, const TrafficRig::Load& load,
                      const std::optional<ProtocolTables>& tables) {
  return run_isolated([&] {
    TrafficRig rig("rig", configuration, load, tables);
    for (std::uint64_t seed = 1; seed <= 100; ++seed)
      if (std::string fault = rig.run(seed); !fault.empty()) return "seed " + std::to_string(seed) + ": " + fault;
    return std::string();
  });
}

using S = CacheState;
using E = CacheEvent;

struct CacheFault {
  const char* what;
  S state;
  E event;
  CacheTransition instead;
};

void PrintTo(const CacheFault& fault, std::ostream* out) {
  *out << fault.what;
}

class CacheFaults : public testing::TestWithParam<CacheFault> {};

TEST_P(CacheFaults, AreNoticed) {
  const CacheFault& fault = GetParam();
  ProtocolTables tables;
  tables.cache.at(fault.state, fault.event) = fault.instead;
  const std::string found = complaint(tiny_configuration(4, 64), busy(), tables);
  EXPECT_NE(found, "") << fault.what;
  std::printf("%s: %s\n", fault.what, found.substr(0, found.find('\n')).c_str());
}
INSTANTIATE_TEST_SUITE_P(
    Each, CacheFaults,
    testing::Values(
        CacheFault{"dirty data is not given to a reader", S::UD, E::snp_shared, {S::SC, kLoseUnique | kRespond}},
        CacheFault{"dirty data is not given to a writer", S::UD, E::snp_unique, {S::I, kLose | kRespond}},
        CacheFault{"an invalidation is lost", S::SC, E::snp_unique, {S::SC, kRespond}},
        CacheFault{"an invalidated owner keeps reading", S::UC, E::snp_unique, {S::SC, kRespond}},
        CacheFault{"a store leaves the line clean", S::UC, E::modify, {S::UC, kHit}},
        CacheFault{"a dirty line is dropped", S::UD, E::replace, {S::I, kLose}},
        CacheFault{"a write-back in flight denies its data", S::UD_write, E::snp_unique, {S::I_write, kRespond}},
        CacheFault{"an upgrade ignores an invalidation", S::SC_unique, E::snp_unique, {S::SC_unique, kRespond}},
        CacheFault{"a shared grant is written to", S::SC, E::modify, {S::UD, kHit}}));

struct HomeFault {
  const char* what;
  const char* placement;
  DirectoryState state;
  HomeRequest request;
  Listed listed;
  SnoopTargets snoop;
};

void PrintTo(const HomeFault& fault, std::ostream* out) {
  *out << fault.what;
}

class HomeFaults : public testing::TestWithParam<HomeFault> {};

TEST_P(HomeFaults, AreNoticed) {
  const HomeFault& fault = GetParam();
  ProtocolTables tables;
  HomePlan& plan = tables.home.at(fault.state, fault.request, fault.listed);
  plan.snoop = fault.snoop;
  plan.takes_data = false;
  Configuration configuration = tiny_configuration(4, 64);
  configuration.placement = fault.placement;
  const std::string found = complaint(configuration, busy(), tables);
  EXPECT_NE(found, "") << fault.what;
  std::printf("%s: %s\n", fault.what, found.substr(0, found.find('\n')).c_str());
}
using D = DirectoryState;
using Q = HomeRequest;
using T = SnoopTargets;
INSTANTIATE_TEST_SUITE_P(
    Each, HomeFaults,
    testing::Values(
        HomeFault{"a writer leaves sharers alone", "all-near", D::shared, Q::read_unique, Listed::no, T::nobody},
        HomeFault{"an upgrade leaves sharers alone", "all-near", D::shared, Q::clean_unique, Listed::sharer, T::nobody},
        HomeFault{"an SC leaves sharers alone", "all-near", D::shared, Q::clean_unique_exclusive, Listed::sharer,
                  T::nobody},
        HomeFault{"a reader leaves the owner alone", "all-near", D::owned, Q::read_shared, Listed::no, T::nobody},
        HomeFault{"a write-back is thrown away", "all-near", D::owned, Q::write_back, Listed::owner, T::nobody},
        HomeFault{"a far atomic leaves the owner alone", "all-far", D::owned, Q::atomic, Listed::no, T::nobody},
        HomeFault{"a far atomic leaves sharers alone", "all-far", D::shared, Q::atomic, Listed::no, T::nobody}));

TEST(PlantedFaults, AnAtomicExecutedTwiceIsNoticed) {
  TrafficRig::Load load = busy();
  load.repeats_atomics = true;
  EXPECT_NE(complaint(tiny_configuration(4, 64), load, {}), "");
}

Configuration one_place() {
  Configuration configuration = tiny_configuration(4, 64);
  configuration.home_nodes = 1;
  configuration.home_requests = 1;
  return configuration;
}

TEST(PlantedFaults, AForgottenCreditIsADeadlockThatNamesWhoWaits) {
  const std::string found = run_isolated([] {
    TrafficRig rig("rig", one_place(), busy());
    unsigned credits = 0;
    WatchedNetwork network(rig.memory(),
                           [&](Message& message) { return !is(message, Opcode::PCrdGrant) || ++credits != 5; });
    return rig.run(1);
  });
  EXPECT_NE(found.find("deadlock"), std::string::npos) << found;
  EXPECT_NE(found.find("waits for a credit of home0"), std::string::npos) << found;
  EXPECT_NE(found.find("home0: owes rig.memory.tile"), std::string::npos) << found;
  EXPECT_NE(found.find("home0: keeps 1 places"), std::string::npos) << found;
}

// Somebody takes the place that is reserved for another's request, which then finds none.
TEST(PlantedFaults, AStolenPlaceIsNoticed) {
  const std::string found = run_isolated([] {
    TrafficRig rig("rig", one_place(), busy());
    bool reserved = false;
    WatchedNetwork network(rig.memory(), [&](Message& message) {
      const bool request = message.destination == rig.memory().home(0).id() &&
                           channel_of(static_cast<Opcode>(message.opcode)) == Channel::req &&
                           takes_place(static_cast<Opcode>(message.opcode));
      if (is(message, Opcode::PCrdGrant)) reserved = true;
      if (request && reserved && !message.credited) {
        message.credited = true;
        message.tag = 0;
      }
      if (request) reserved = false;
      return true;
    });
    return rig.run(1);
  });
  EXPECT_NE(found.find("a place that is not reserved"), std::string::npos) << found;
}

// An SCwait that has lost its turn writes all the same.
TEST(PlantedFaults, AnScwaitOutOfTurnIsNoticed) {
  TrafficRig::Load load = busy();
  load.waits = true;
  Configuration configuration = tiny_configuration(4, 64);
  configuration.lrwait_queue = 1;
  EXPECT_EQ(complaint(configuration, load, {}), "");
  ProtocolTables tables;
  for (const DirectoryState state : {D::none, D::shared, D::owned})
    for (const Listed listed : {Listed::no, Listed::sharer, Listed::owner})
      tables.home.at(state, Q::refused_scwait, listed) = tables.home.at(state, Q::atomic, listed);
  const std::string found = complaint(configuration, load, tables);
  EXPECT_NE(found, "");
  std::printf("%s\n", found.substr(0, found.find('\n')).c_str());
}

TEST(PlantedFaults, NoComplaintWithoutFault) {
  EXPECT_EQ(complaint(tiny_configuration(4, 64), busy(), {}), "");
}

// Caches that keep another inclusion than the one they are checked for.
TEST(PlantedFaults, AWrongInclusionIsNoticed) {
  for (const auto& [kept, checked] :
       {std::pair("non-inclusive", Inclusion::inclusive), std::pair("non-inclusive", Inclusion::exclusive),
        std::pair("inclusive", Inclusion::exclusive)})
    EXPECT_NE(run_isolated([&, kept = kept, checked = checked] {
                Configuration configuration = tiny_configuration(2, 64);
                configuration.l2.bytes = 2 * 64;
                configuration.l2.ways = 1;
                configuration.l2.inclusion = kept;
                TrafficRig rig("rig", configuration, busy());
                std::string fault = rig.run(1);
                return fault.empty() ? rig.inclusion_fault(checked) : std::string();
              }),
              "");
}

// Each mechanism, by the statistic that counts it, under some placement.
TEST(CheckedTraffic, MeetsEveryMechanism) {
  const std::string missing = run_isolated([] {
    Configuration configuration = tiny_configuration(4, 64);
    configuration.lr_acquires = "unique";
    TrafficRig near("near", configuration, busy());
    configuration.placement = "present-near";
    TrafficRig far("far", configuration, busy());
    configuration.protocol = "moesi";
    configuration.forwarding = "clean-and-dirty";
    configuration.clean_eviction = "notified";
    configuration.directory = "limited-pointers";
    configuration.directory_pointers = 1;
    TrafficRig pointers("pointers", configuration, busy());
    configuration.directory = "snoop-filter";
    configuration.directory_entries = 2;
    configuration.directory_ways = 1;
    configuration.home_requests = 2;
    TrafficRig filter("filter", configuration, busy());
    configuration.l2.bytes = 4 * 64;
    configuration.l2.ways = 2;
    TrafficRig inclusive("inclusive", configuration, busy());
    configuration.l2.inclusion = "exclusive";
    configuration.l1d_array.prefetcher = "next-line";
    configuration.l1d.mshrs = 4;
    configuration.slice_occupancy = 3;
    TrafficRig exclusive("exclusive", configuration, busy());
    configuration.l1d_array.ports = 1;
    configuration.l1d_array.banks = 1;
    configuration.l1d_ecc = {8, 4};
    TrafficRig::Load dense = busy();
    dense.longest_think = 0;
    dense.outstanding = 4;
    TrafficRig banked("banked", configuration, dense);
    configuration.lrwait_queue = 0;
    configuration.lrwait_window = 100;
    dense.waits = true;
    TrafficRig refuses("refuses", configuration, dense);
    configuration.lrwait_queue = 32;
    TrafficRig waits("waits", configuration, dense);
    TrafficRig* const rigs[] = {&near, &far, &pointers, &filter, &inclusive, &exclusive, &banked, &refuses, &waits};
    for (TrafficRig* rig : rigs) rig->run(1);
    std::string missing;
    for (const char* name : {"l1d.load_hits",   "l1d.store_hits",    "l1d.misses",
                             "l1d.upgrades",    "l1d.merged",        "l1d.blocked",
                             "l1d.evictions",   "l1d.write_backs",   "l1d.snoops",
                             "l1d.snoops_held", "l1d.near_atomics",  "l1d.far_atomics",
                             "l1i.misses",      "l1i.snoops",        "queued",
                             "retries",         "slice_hits",        "slice_misses",
                             ".atomics",        "memory_writes",     "contended",
                             "l1d.forwards",    "broadcasts",        "back_invalidations",
                             "l2.hits",         "l2.misses",         "l2.upgrades",
                             "l2.merged",       "l2.blocked",        "l2.victims",
                             "l2.evictions",    "l2.write_backs",    "l2.back_invalidations",
                             "l2.forwards",     "l2.snoops",         "l2.snoops_held",
                             "l1d.prefetches",  "prefetches_useful", "prefetches_late",
                             "bank_conflicts",  "slice_conflicts",   "lrwaits",
                             "lrwaits_queued",  "lrwaits_refused",   "wait_windows_broken",
                             "scwaits",         "scwaits_failed",    "wait_windows_expired"}) {
      std::uint64_t count = 0;
      for (const TrafficRig* rig : rigs) count += rig->count(name);
      std::printf("%s %llu\n", name, static_cast<unsigned long long>(count));
      if (count == 0) missing += std::string(name) + " ";
    }
    return missing;
  });
  EXPECT_EQ(missing, "");
}

}  // namespace
}  // namespace amoeba
