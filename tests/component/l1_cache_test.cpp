// What the first-level cache does at which tick: latencies, merging, back-pressure, order, reservations.
#include "cache_stage.h"

namespace amoeba {
namespace {

TEST(L1Latency, OfMissesHitsAndAtomicsIsExact) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA, 10), alone(load_of(kA + 8)), alone(store_of(kA, 5)),
                  alone(atomic_of(AtomicOp::add, kA, 1)), alone(store_of(kB, 7))}});
    return differs("miss", stage.latency(0, 0), kFromMemory) + differs("hit", stage.latency(0, 1), kHitLatency) +
           differs("store hit", stage.latency(0, 2), kHitLatency) +
           differs("near atomic", stage.latency(0, 3), kHitLatency + 2) +
           differs("old value", stage.result(0, 3).value[0], 5) + differs("new value", stage.word(kA), 6) +
           differs("store miss", stage.latency(0, 4), kFromMemory);
  });
}

TEST(L1Latency, OfASharedLineComesFromTheSlice) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA)}, {load_of(kA, 300)}, {load_of(kA, 600)}});
    // The second reader finds an owner: a snoop and its response, 1 tick at the owner, 3 more at the directory.
    return differs("second reader", stage.latency(1, 0), kFromSlice + 4 + 1 + 4 + 3) +
           differs("third reader", stage.latency(2, 0), kFromSlice) +
           differs("state", static_cast<unsigned>(stage.memory->l1d(2).state_of(kA)),
                   static_cast<unsigned>(CacheState::SC));
  });
}

TEST(L1Latency, OfAnUpgradeCarriesNoData) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), alone(load_of(kA, 600)), alone(store_of(kA, 1))}, {load_of(kA, 300)}});
    return differs("upgrade", stage.latency(0, 2), 1 + 4 + 3 + 4 + 1 + 4 + 3 + 4 + 1) +
           differs("upgrades", stage.statistics(0).upgrades, 1) + differs("misses", stage.statistics(0).misses, 1) +
           differs("other copy", static_cast<unsigned>(stage.memory->l1d(1).state_of(kA)), 0);
  });
}

TEST(L1Misses, AreOverlappedAndHitsPassThem) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), alone(load_of(kB)), load_of(kA + 8), load_of(kC)}});
    return differs("hit under miss", stage.latency(0, 2), kHitLatency) +
           unless(stage.result(0, 2).at < stage.result(0, 1).at, "the hit waited for the miss") +
           unless(stage.result(0, 3).issued == stage.result(0, 1).issued + 2, "the second miss was not overlapped");
  });
}

TEST(L1Misses, OfOneLineAreMerged) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), load_of(kA + 8), store_of(kA + 16, 9), load_of(kA + 16)}});
    return differs("misses", stage.statistics(0).misses, 1) + differs("merged", stage.statistics(0).merged, 3) +
           differs("same arrival", stage.result(0, 1).at, stage.result(0, 0).at) +
           differs("load behind store", stage.result(0, 3).value[0], 9) + unless(stage.finished, "not finished");
  });
}

TEST(L1Misses, BeyondTheMshrsHoldThePort) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), load_of(kB), load_of(kC), load_of(kD)}}, [](Configuration& c) { c.l1d.mshrs = 2; });
    return differs("blocked", stage.statistics(0).blocked, 2) +
           unless(stage.result(0, 2).at >= stage.result(0, 0).at + kFromMemory - 10, "the third miss began too soon") +
           unless(stage.finished, "not finished");
  });
}

TEST(L1Misses, BeyondTheTargetsOfAnMshrHoldThePort) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), load_of(kA), load_of(kA), load_of(kA)}},
                [](Configuration& c) { c.l1d.mshr_targets = 2; });
    return differs("merged", stage.statistics(0).merged, 1) + differs("blocked", stage.statistics(0).blocked, 1) +
           unless(stage.finished, "not finished");
  });
}

TEST(L1Evictions, WriteBackDirtyLinesOnly) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{store_of(kA, 1), alone(load_of(kB)), alone(load_of(kC)), alone(load_of(kD)), alone(load_of(kA))}},
                [](Configuration& c) { c.l1d.bytes = 128, c.l1d.ways = 2; });
    return differs("evictions", stage.statistics(0).evictions, 3) +
           differs("write-backs", stage.statistics(0).write_backs, 1) +
           differs("value", stage.result(0, 4).value[0], 1);
  });
}

TEST(L1Order, AnAcquireHoldsWhatFollows) {
  AMOEBA_EXPECT_ISOLATED({
    TrafficAccess acquire = atomic_of(AtomicOp::swap, kA, 1);
    acquire.aq = true;
    Stage stage({{acquire, atomic_of(AtomicOp::swap, kB, 1)},
                 {atomic_of(AtomicOp::swap, kA, 1, 1000), atomic_of(AtomicOp::swap, kB, 1)}});
    return unless(stage.result(0, 1).at >= stage.result(0, 0).at + kFromMemory - 2, "the access overtook an acquire") +
           unless(stage.result(1, 1).at < stage.result(1, 0).at + 50, "relaxed atomics were not overlapped");
  });
}

TEST(L1Order, AReleaseWaitsForWhatPrecedes) {
  AMOEBA_EXPECT_ISOLATED({
    TrafficAccess release = atomic_of(AtomicOp::swap, kB, 1);
    release.rl = true;
    Stage stage({{load_of(kA), release}});
    return unless(stage.result(0, 1).at >= stage.result(0, 0).at + kFromMemory - 2, "the release did not wait");
  });
}

TEST(Reservation, SurvivesUntilAnotherHartWrites) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage(
        {{atomic_of(AtomicOp::lr, kA), alone(atomic_of(AtomicOp::sc, kA, 7)), alone(atomic_of(AtomicOp::sc, kA, 8)),
          alone(atomic_of(AtomicOp::lr, kA)), alone(atomic_of(AtomicOp::sc, kA, 9, 1000))},
         {store_of(kA, 5, 700)}});
    return unless(stage.result(0, 1).sc_success, "SC after LR failed") +
           unless(!stage.result(0, 2).sc_success, "a second SC succeeded") +
           differs("reason", static_cast<unsigned>(stage.result(0, 2).sc_failure),
                   static_cast<unsigned>(ScFailure::no_reservation)) +
           differs("reason", static_cast<unsigned>(stage.result(0, 4).sc_failure),
                   static_cast<unsigned>(ScFailure::snooped)) +
           differs("value", stage.word(kA), 5);
  });
}

TEST(Reservation, IsLostToEvictionTimeAndOtherAddresses) {
  AMOEBA_EXPECT_ISOLATED({
    const auto reason = [](std::vector<TrafficAccess> script) { return script; };
    Stage stage({reason({atomic_of(AtomicOp::lr, kA), alone(load_of(kB)), alone(atomic_of(AtomicOp::sc, kA, 1))}),
                 reason({atomic_of(AtomicOp::lr, kC, 0, 2000), alone(atomic_of(AtomicOp::sc, kC, 1, 700))}),
                 reason({atomic_of(AtomicOp::lr, kD, 0, 4000), alone(atomic_of(AtomicOp::sc, kD + 64, 1))})},
                [](Configuration& c) {
                  c.l1d.bytes = 64;
                  c.l1d.ways = 1;
                  c.reservation_timeout = 400;
                });
    return differs("evicted", static_cast<unsigned>(stage.result(0, 2).sc_failure),
                   static_cast<unsigned>(ScFailure::evicted)) +
           differs("timeout", static_cast<unsigned>(stage.result(1, 1).sc_failure),
                   static_cast<unsigned>(ScFailure::timeout)) +
           differs("address", static_cast<unsigned>(stage.result(2, 1).sc_failure),
                   static_cast<unsigned>(ScFailure::address_mismatch));
  });
}

TEST(Reservation, ADoomedScStealsNothing) {
  AMOEBA_EXPECT_ISOLATED({
    // Hart 0 reserves, hart 1 has no reservation and fails on the spot, without a message.
    Stage stage({{atomic_of(AtomicOp::lr, kA), alone(atomic_of(AtomicOp::sc, kA, 3, 800))},
                 {load_of(kA, 300), alone(atomic_of(AtomicOp::sc, kA, 9))}});
    return unless(stage.result(0, 1).sc_success, "another hart's failed SC broke the reservation") +
           differs("latency", stage.latency(1, 1), kHitLatency) +
           unless(!stage.result(1, 1).sc_success, "SC without LR") +
           differs("upgrades", stage.statistics(1).upgrades, 0);
  });
}

TEST(Reservation, OfTwoSharersOneSucceeds) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage(
        {{load_of(kA), alone(atomic_of(AtomicOp::lr, kA, 0, 500)), alone(atomic_of(AtomicOp::sc, kA, 1))},
         {load_of(kA, 200), alone(atomic_of(AtomicOp::lr, kA, 0, 300)), alone(atomic_of(AtomicOp::sc, kA, 2))}});
    const unsigned successes = stage.result(0, 2).sc_success + stage.result(1, 2).sc_success;
    return differs("successes", successes, 1) + differs("value", stage.word(kA), stage.result(0, 2).sc_success ? 1 : 2);
  });
}

TEST(Reservation, HoldsSnoopsForItsWindowOnly) {
  AMOEBA_EXPECT_ISOLATED({
    const auto unique = [](Configuration& c) { c.lr_acquires = "unique", c.reservation_window = 100; };
    Stage stage({{atomic_of(AtomicOp::lr, kA), alone(atomic_of(AtomicOp::sc, kA, 1, 160))}, {store_of(kA, 2, 120)}},
                unique);
    return unless(stage.result(0, 1).sc_success, "a snoop broke the reservation within its window") +
           differs("held", stage.statistics(0).snoops_held, 1) + differs("value", stage.word(kA), 2) +
           unless(stage.result(1, 0).at < 120 + 100, "the snoop waited although the SC had ended the reservation");
  });
  AMOEBA_EXPECT_ISOLATED({
    // A hart that never stores and renews its reservation all the time must not hold the snoop for ever.
    std::vector<TrafficAccess> spin;
    for (unsigned i = 0; i < 300; ++i) spin.push_back(alone(atomic_of(AtomicOp::lr, kA, 0, 5)));
    Stage stage({spin, {store_of(kA, 2, 200)}},
                [](Configuration& c) { c.lr_acquires = "unique", c.reservation_window = 100; });
    return unless(stage.statistics(0).snoops_held > 0, "nothing was held") +
           unless(stage.latency(1, 0) < 100 + 60, "the renewed reservation prolonged its window");
  });
}

TEST(Reservation, BackOffDoublesUpToItsLimit) {
  AMOEBA_EXPECT_ISOLATED({
    std::vector<TrafficAccess> script = {load_of(kA)};
    for (unsigned i = 0; i < 6; ++i) {
      script.push_back(alone(atomic_of(AtomicOp::sc, kA, 1)));  // fails: no reservation
      script.push_back(alone(atomic_of(AtomicOp::lr, kA)));
      script.push_back(alone(atomic_of(AtomicOp::sc, kA + 64, 1)));  // fails: another address
    }
    Stage stage({script}, [](Configuration& c) { c.sc_backoff = 4, c.sc_backoff_limit = 50; });
    std::string wrong;
    const Tick expected[] = {4, 16, 50, 50, 50, 50};  // after 1, 3, 5 ... failures in a row
    for (unsigned i = 0; i < 6; ++i) wrong += differs("LR", stage.latency(0, 2 + 3 * i), expected[i] + kHitLatency);
    return wrong;
  });
}

TEST(Ecc, WritesOfFewerBytesThanTheGranuleTakeLonger) {
  AMOEBA_EXPECT_ISOLATED({
    std::vector<TrafficAccess> script = {load_of(kA)};
    for (const unsigned bytes : {4u, 8u}) {
      script.push_back(alone(atomic_of(AtomicOp::add, kA, 1, 0, bytes)));
      script.push_back(alone(load_of(kA, 0, bytes)));
      script.push_back(alone(atomic_of(AtomicOp::lr, kA, 0, 0, bytes)));
      script.push_back(alone(atomic_of(AtomicOp::sc, kA, 3, 0, bytes)));
    }
    Stage stage({script}, [](Configuration& c) { c.l1d_ecc = {8, 5}; });
    std::string wrong;
    for (const unsigned first : {1u, 5u})
      wrong += differs("AMO", stage.latency(0, first), kHitLatency + 2) +
               differs("load", stage.latency(0, first + 1), kHitLatency) +
               differs("SC", stage.latency(0, first + 3), kHitLatency + (first == 1 ? 5 : 0));
    return wrong;
  });
}

TEST(FarAtomics, ExecuteAtTheHomeNode) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{atomic_of(AtomicOp::add, kA, 3), alone(atomic_of(AtomicOp::add, kA, 4)), alone(load_of(kA)),
                  alone(atomic_of(AtomicOp::add, kA, 1))}},
                [](Configuration& c) { c.placement = "all-far"; });
    // Request of 8 + 8 bytes, directory, slice, 2 in the unit, answer of 8 + 8 bytes.
    return differs("latency", stage.latency(0, 1), 1 + 4 + 3 + 6 + 2 + 4 + 1) +
           differs("old value", stage.result(0, 1).value[0], 3) + differs("value", stage.result(0, 2).value[0], 7) +
           differs("far", stage.statistics(0).far_atomics, 3) + differs("last", stage.word(kA), 8);
  });
}

}  // namespace
}  // namespace amoeba
