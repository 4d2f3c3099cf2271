// Prefetching, ports and banks of the data cache; inclusion and occupancy of the shared slices.
#include "cache_stage.h"

namespace amoeba {
namespace {

TEST(Prefetch, OfTheNextLineMakesAHit) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), load_of(kB, 400), load_of(kD, 400)}},
                [](Configuration& c) { c.l1d_array.prefetcher = "next-line"; });
    return differs("first", stage.latency(0, 0), kFromMemory) + differs("next", stage.latency(0, 1), kHitLatency) +
           differs("one further", stage.latency(0, 2), kFromMemory) +
           differs("prefetches", stage.statistics(0).prefetches, 3) +  // B; C upon the use of B; what follows D
           differs("useful", stage.statistics(0).prefetches_useful, 1) +
           differs("misses", stage.statistics(0).misses, 2);
  });
}

TEST(Prefetch, MayComeTooLate) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), alone(load_of(kB))}}, [](Configuration& c) { c.l1d_array.prefetcher = "next-line"; });
    return unless(stage.latency(0, 1) < kFromMemory / 2 && stage.latency(0, 1) > kHitLatency, "not in between") +
           differs("late", stage.statistics(0).prefetches_late, 1) +
           differs("useful", stage.statistics(0).prefetches_useful, 0);
  });
}

TEST(Prefetch, FollowsAStride) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage(
        {{load_of(kA), load_of(kA + 3 * kLine, 300), load_of(kA + 6 * kLine, 300), load_of(kA + 9 * kLine, 300)}},
        [](Configuration& c) { c.l1d_array.prefetcher = "stride"; });
    return differs("third", stage.latency(0, 2), kFromMemory) + differs("fourth", stage.latency(0, 3), kHitLatency) +
           differs("useful", stage.statistics(0).prefetches_useful, 1);
  });
}

// With room for one line more than the pair needs, the line that an LR has reserved stays.
TEST(Prefetch, DoesNotEvictAReservedLine) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{atomic_of(AtomicOp::lr, kA), alone(load_of(kB)), alone(atomic_of(AtomicOp::sc, kA, 1))}},
                [](Configuration& c) {
                  c.l1d.bytes = 2 * kLine, c.l1d.ways = 2;
                  c.l1d_array.prefetcher = "next-line", c.l1d_array.prefetch_degree = 2;
                });
    return unless(stage.result(0, 2).sc_success, "the SC failed");
  });
}

TEST(Prefetch, IsOffByDefault) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), load_of(kB, 400), load_of(kC, 400)}});
    return differs("prefetches", stage.statistics(0).prefetches, 0);
  });
}

TEST(Banks, DelayWhatFollowsANarrowWrite) {
  for (const bool ecc : {false, true})
    AMOEBA_EXPECT_ISOLATED_WITH(ecc, {
      Stage stage({{load_of(kA), alone(store_of(kA, 1, 10, 1)), load_of(kA), load_of(kA + 8)}},
                  [ecc](Configuration& c) {
                    c.l1d_array.banks = 2;
                    c.l1d_ecc = {ecc ? 8u : 0u, 3};
                  });
      return differs("store", stage.latency(0, 1), kHitLatency + (ecc ? 3 : 0)) +
             differs("same bank", stage.latency(0, 2), kHitLatency + (ecc ? 3 : 0)) +
             differs("other bank", stage.latency(0, 3), kHitLatency) +
             differs("conflicts", stage.statistics(0).bank_conflicts, ecc ? 1 : 0);
    });
}

// A slice of one line, and a first level with room.
std::function<void(Configuration&)> slice_of(const char* inclusion, unsigned lines) {
  return [=](Configuration& c) {
    c.home_nodes = 1;
    c.slice_bytes = lines * kLine;
    c.slice_ways = lines;
    c.slice_inclusion = inclusion;
    c.clean_eviction = "notified";
  };
}

TEST(SliceInclusion, AnInclusiveSliceTakesItsLinesBack) {
  for (const char* inclusion : {"inclusive", "non-inclusive"})
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      Stage stage({{store_of(kA, 3), alone(load_of(kB)), alone(load_of(kA))}}, slice_of(inclusion, 1));
      const bool takes = std::string(inclusion) == "inclusive";
      return differs("back-invalidations", stage.memory->home(0).statistics().back_invalidations, takes ? 2 : 0) +
             unless((stage.latency(0, 2) == kHitLatency) != takes, "wrong latency") +
             differs("value", stage.result(0, 2).value[0], 3);
    });
}

TEST(SliceInclusion, AnExclusiveSliceHoldsVictimsOnly) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), alone(load_of(kB)), alone(load_of(kC)), alone(load_of(kA, 100))}}, [](Configuration& c) {
      slice_of("exclusive", 4)(c);
      c.l1d.bytes = 2 * kLine, c.l1d.ways = 2;
    });
    HomeNode& home = stage.memory->home(0);
    return differs("victim comes from the slice", stage.latency(0, 3), kFromSlice) +
           unless(home.debug_bytes(kA) == nullptr, "the line is still in the slice") +
           unless(home.debug_bytes(kB) != nullptr, "a clean victim is not in the slice") +
           differs("memory reads", home.statistics().memory_reads, 3);
  });
}

TEST(SliceInclusion, WithoutDataEverythingComesFromMemory) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{store_of(kA, 5), alone(atomic_of(AtomicOp::add, kB, 1)), alone(atomic_of(AtomicOp::add, kB, 1))},
                 {load_of(kA, 2000), alone(load_of(kB))}},
                [](Configuration& c) {
                  slice_of("directory-only", 4)(c);
                  c.placement = "all-far";
                });
    const HomeStatistics& home = stage.memory->home(0).statistics();
    return differs("slice hits", home.slice_hits, 0) + differs("dirty data", stage.result(1, 0).value[0], 5) +
           differs("far atomics", stage.result(1, 1).value[0], 2) + differs("writes", home.memory_writes, 3) +
           differs("seen by a debugger", stage.word(kB), 2);
  });
}

TEST(SliceInclusion, NoDataAreLost) {
  for (const char* inclusion : {"inclusive", "exclusive", "non-inclusive", "directory-only"})
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      std::vector<TrafficAccess> script;
      for (unsigned i = 0; i < 12; ++i) script.push_back(alone(store_of(kA + i * kLine, 100 + i)));
      for (unsigned i = 0; i < 12; ++i) script.push_back(alone(load_of(kA + i * kLine)));
      Stage stage({script}, [inclusion](Configuration& c) {
        slice_of(inclusion, 2)(c);
        c.l1d.bytes = 4 * kLine, c.l1d.ways = 4;
      });
      std::string wrong;
      for (unsigned i = 0; i < 12; ++i) wrong += differs("value", stage.result(0, 12 + i).value[0], 100 + i);
      return wrong;
    });
}

TEST(SliceOccupancy, MakesReadersWait) {
  for (const unsigned cycles : {0u, 20u})
    AMOEBA_EXPECT_ISOLATED_WITH(cycles, {
      Stage stage({{load_of(kA), load_of(kB, 500)}, {load_of(kB), load_of(kA, 500)}}, [cycles](Configuration& c) {
        slice_of("non-inclusive", 4)(c);
        c.l1d.bytes = kLine, c.l1d.ways = 1;
        c.slice_occupancy = cycles;
      });
      return unless((stage.memory->home(0).statistics().slice_conflicts > 0) == (cycles > 0), "conflicts");
    });
}

}  // namespace
}  // namespace amoeba
