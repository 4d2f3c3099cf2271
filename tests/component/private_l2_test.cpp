// A private L2 below the first level: latencies to the tick, inclusion, and what an eviction takes along.
#include "cache_stage.h"

namespace amoeba {
namespace {

constexpr Tick kThroughL2 = 2;       // its tag look-up
constexpr Tick kFromL2 = 1 + 8 + 1;  // L1 tag, L2 hit, L1 fill
constexpr const char* kInclusions[] = {"inclusive", "exclusive", "non-inclusive"};

// An L1D of two lines above an L2 of `lines` lines in one set.
std::function<void(Configuration&)> small(const char* inclusion, unsigned lines) {
  return [=](Configuration& c) {
    c.l1d.bytes = 2 * kLine;
    c.l1d.ways = 2;
    c.l2.bytes = lines * kLine;
    c.l2.ways = lines;
    c.l2.inclusion = inclusion;
  };
}

// A roomy L1D above an L2 of one line.
void narrow(Configuration& c) {
  c.l2.bytes = kLine;
  c.l2.ways = 1;
}

TEST(L2Latency, OfHitsAndMissesIsExact) {
  for (const char* inclusion : kInclusions)
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      Stage stage({{load_of(kA), alone(load_of(kA)), alone(load_of(kB)), alone(load_of(kC)), alone(load_of(kA)),
                    alone(store_of(kA, 7)), alone(load_of(kD)), alone(load_of(kB)), alone(load_of(kA, 50))},
                   {load_of(kA, 2000)}},
                  small(inclusion, 4));
      return differs("from memory", stage.latency(0, 0), kFromMemory + kThroughL2) +
             differs("L1 hit", stage.latency(0, 1), kHitLatency) + differs("L2 hit", stage.latency(0, 4), kFromL2) +
             differs("store hit", stage.latency(0, 5), kHitLatency) +
             differs("dirty victim", stage.latency(0, 8), kFromL2) + differs("value", stage.result(0, 8).value[0], 7) +
             // The other tile's request meets the owner: a snoop and its response with the line.
             differs("from the other tile", stage.latency(1, 0), kFromSlice + kThroughL2 + 4 + 1 + 8 + 3) +
             differs("its value", stage.result(1, 0).value[0], 7);
    });
}

TEST(L2Latency, OfAnUpgradeInTheTileNeedsNoData) {
  AMOEBA_EXPECT_ISOLATED({
    // Read by both, then alone in the first tile again: its L2 is unique while its L1D is not.
    Stage stage({{load_of(kA), alone(store_of(kA, 1, 900))}, {load_of(kA, 400)}}, small("inclusive", 4));
    return differs("upgrade", stage.latency(0, 1), kThroughL2 + 1 + 4 + 3 + 4 + 1 + 4 + 3 + 4 + 1) +
           differs("upgrades", stage.memory->l2(0)->statistics().upgrades, 1) +
           differs("other tile", static_cast<unsigned>(stage.memory->l2(1)->state_of(kA)), 0);
  });
}

TEST(L2Inclusion, DecidesWhoHoldsALine) {
  for (const char* inclusion : kInclusions)
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      Stage stage({{load_of(kA), alone(load_of(kB)), alone(load_of(kC))}}, small(inclusion, 8));
      const bool excludes = std::string(inclusion) == "exclusive";
      PrivateL2& l2 = *stage.memory->l2(0);
      return differs("victim", l2.holds(kA), 1) + differs("in the L1D", l2.holds(kC), excludes ? 0 : 1) +
             differs("victims moved", l2.statistics().victims, excludes ? 1 : 0);
    });
}

TEST(L2Inclusion, BackInvalidationBreaksReservationsAndLeases) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{atomic_of(AtomicOp::lr, kA), alone(load_of(kB)), alone(atomic_of(AtomicOp::sc, kA, 1)),
                  alone(load_of(kB)), alone(load_of(kC)), alone(load_of(kB))}},
                narrow);
    return differs("reason", static_cast<unsigned>(stage.result(0, 2).sc_failure),
                   static_cast<unsigned>(ScFailure::evicted)) +
           differs("leased line", stage.latency(0, 3), kHitLatency) +
           differs("after it was taken back", stage.latency(0, 5), kFromSlice + kThroughL2) +
           differs("back-invalidations", stage.memory->l2(0)->statistics().back_invalidations, 3);
  });
}

TEST(L2Inclusion, OnlyAnInclusiveEvictionTakesTheCopyAbove) {
  for (const char* inclusion : {"exclusive", "non-inclusive"})
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      Stage stage({{store_of(kA, 3), alone(load_of(kB)), alone(load_of(kC)), alone(load_of(kA)), alone(store_of(kA, 4)),
                    alone(load_of(kA))}},
                  [inclusion](Configuration& c) { narrow(c), c.l2.inclusion = inclusion; });
      return differs("still there", stage.latency(0, 3), kHitLatency) +
             differs("still writable", stage.latency(0, 4), kHitLatency) + differs("value", stage.word(kA), 4) +
             differs("back-invalidations", stage.memory->l2(0)->statistics().back_invalidations, 0);
    });
}

TEST(L2Data, SurviveEveryWayOut) {
  for (const char* inclusion : kInclusions)
    for (const unsigned lines : {1u, 2u, 4u})
      AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
        std::vector<TrafficAccess> script;
        for (unsigned i = 0; i < 12; ++i) script.push_back(alone(store_of(kA + i * kLine, 100 + i)));
        for (unsigned i = 0; i < 12; ++i) script.push_back(alone(load_of(kA + i * kLine)));
        Stage stage({script, {load_of(kA + 11 * kLine, 9000)}}, small(inclusion, lines));
        std::string wrong;
        for (unsigned i = 0; i < 12; ++i) {
          wrong += differs("value read", stage.result(0, 12 + i).value[0], 100 + i);
          wrong += differs("value seen by a debugger", stage.word(kA + i * kLine), 100 + i);
        }
        return wrong + differs("value elsewhere", stage.result(1, 0).value[0], 111);
      });
}

TEST(L2Reservation, HoldsSnoopsOfTheTile) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{atomic_of(AtomicOp::lr, kA), alone(atomic_of(AtomicOp::sc, kA, 1, 160))}, {store_of(kA, 2, 120)}},
                [](Configuration& c) {
                  small("inclusive", 4)(c);
                  c.lr_acquires = "unique", c.reservation_window = 100;
                });
    return unless(stage.result(0, 1).sc_success, "a snoop broke the reservation within its window") +
           differs("held", stage.memory->l2(0)->statistics().snoops_held, 1) + differs("value", stage.word(kA), 2) +
           unless(stage.result(1, 0).at < 120 + 100 + 20, "the snoop waited although the SC had ended the reservation");
  });
}

TEST(L2Atomics, FarOnesTakeTheLineOutOfTheTile) {
  for (const char* inclusion : kInclusions)
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      Stage stage({{store_of(kA, 5), alone(atomic_of(AtomicOp::add, kA, 2)), alone(load_of(kA))}},
                  [inclusion](Configuration& c) { small(inclusion, 4)(c), c.placement = "all-far"; });
      return differs("old value", stage.result(0, 1).value[0], 5) + differs("value", stage.result(0, 2).value[0], 7) +
             differs("written back", stage.memory->l2(0)->statistics().write_backs, 1) +
             unless(stage.finished, "not finished");
    });
}

TEST(L2Atomics, NearOnesFetchTheLineFromTheL2) {
  for (const char* inclusion : kInclusions)
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      Stage stage({{store_of(kA, 5), alone(load_of(kB)), alone(load_of(kC)), alone(atomic_of(AtomicOp::add, kA, 2)),
                    alone(load_of(kB)), alone(load_of(kC)), alone(atomic_of(AtomicOp::lr, kA)),
                    alone(atomic_of(AtomicOp::sc, kA, 9)), alone(load_of(kA))}},
                  small(inclusion, 4));
      return differs("AMO", stage.latency(0, 3), kFromL2 + 2) + differs("old value", stage.result(0, 3).value[0], 5) +
             differs("LR", stage.latency(0, 6), kFromL2) + differs("reserved", stage.result(0, 6).value[0], 7) +
             unless(stage.result(0, 7).sc_success, "the SC failed") + differs("SC", stage.latency(0, 7), kHitLatency) +
             differs("value", stage.result(0, 8).value[0], 9);
    });
}

// A victim of the L1D is no longer held against others, though the tile still has it.
TEST(L2Reservation, EndsWhenTheLineLeavesTheFirstLevel) {
  for (const char* inclusion : kInclusions)
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      Stage stage({{atomic_of(AtomicOp::lr, kA), alone(load_of(kB)), alone(load_of(kC)),
                    alone(atomic_of(AtomicOp::sc, kA, 1))}},
                  small(inclusion, 4));
      return unless(stage.memory->l2(0)->holds(kA), "the tile has lost the line") +
             unless(!stage.result(0, 3).sc_success, "the SC succeeded") +
             differs("reason", static_cast<unsigned>(stage.result(0, 3).sc_failure),
                     static_cast<unsigned>(ScFailure::evicted)) +
             differs("value", stage.word(kA), 0);
    });
}

// To a placement policy a line in the L2 is as good as one in the L1D.
TEST(L2Atomics, PoliciesSeeTheStateInTheTile) {
  for (const char* inclusion : kInclusions)
    for (const std::string placement : {"unique-near", "present-near", "dirty-near", "all-far"})
      AMOEBA_EXPECT_ISOLATED_WITH(placement, {
        Stage stage({{store_of(kA, 5), alone(load_of(kB)), alone(load_of(kC)), alone(atomic_of(AtomicOp::add, kA, 2)),
                      alone(atomic_of(AtomicOp::add, kA + 4 * kLine, 1))}},
                    [&](Configuration& c) { small(inclusion, 4)(c), c.placement = placement; });
        // Whether an absent line is fetched is the policy's own choice.
        const unsigned far = place_of(*parse_placement(placement), LineState::I) == Place::far;
        const unsigned near = placement != "all-far";
        return differs("near", stage.statistics(0).near_atomics, near + !far) +
               differs("far", stage.statistics(0).far_atomics, !near + far) + differs("value", stage.word(kA), 7) +
               differs("other value", stage.word(kA + 4 * kLine), 1);
      });
}

// Adaptive placement, with one home node, above an L2 or, to compare, without one.
std::function<void(Configuration&)> adaptive(const std::string& inclusion, const char* forwarding = "none") {
  return [=](Configuration& c) {
    c.placement = "adaptive";
    c.home_nodes = 1;
    c.forwarding = forwarding;
    if (inclusion == "no L2") return;
    c.l2.bytes = 8 * kLine;
    c.l2.inclusion = inclusion;
  };
}

// A hart whose atomics pay near says so to the home node, and that to the next hart with a line it loads.
TEST(L2Atomics, PredictorsShareTheirBiasThroughTheL2) {
  for (const char* forwarding : {"none", "dirty"})
    for (const char* inclusion : {"no L2", "inclusive", "exclusive", "non-inclusive"})
      AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
        std::vector<TrafficAccess> earns(20, alone(atomic_of(AtomicOp::add, kA, 1)));
        earns.push_back(alone(store_of(kB, 1)));
        Stage stage({earns, {load_of(kB, 9000), alone(atomic_of(AtomicOp::add, kC, 1))}},
                    adaptive(inclusion, forwarding));
        return unless(stage.statistics(0).near_atomics > 10, "the first hart does not go near") +
               differs("near, of the second hart", stage.statistics(1).near_atomics, 1);
      });
}

// Harts that take turns on a line make the home node tell others to stay far, whatever these think of lines at large.
TEST(L2Atomics, HomeNodesTellAPredictorAboveTheL2WhatALineIsWorth) {
  for (const char* inclusion : {"no L2", "inclusive", "exclusive", "non-inclusive"})
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      std::vector<TrafficAccess> turns[2];
      for (unsigned i = 0; i < 20; ++i)
        turns[i % 2].push_back(alone(atomic_of(AtomicOp::add, kA, 1, i == 1 ? 200 : 400)));
      Stage stage({turns[0], turns[1], {atomic_of(AtomicOp::add, kA, 1, 9000), alone(atomic_of(AtomicOp::add, kA, 1))}},
                  adaptive(inclusion));
      return differs("far, of the third hart", stage.statistics(2).far_atomics, 2) +
             differs("value", stage.word(kA), 22);
    });
}

}  // namespace
}  // namespace amoeba
