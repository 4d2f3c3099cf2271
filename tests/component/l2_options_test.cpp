// Prefetching into a private L2, and the ports and banks of its data array.
#include "cache_stage.h"

namespace amoeba {
namespace {

constexpr Tick kThroughL2 = 2;       // its tag look-up
constexpr Tick kFromL2 = 1 + 8 + 1;  // L1 tag, L2 hit, L1 fill
constexpr const char* kInclusions[] = {"inclusive", "exclusive", "non-inclusive"};

const L2Statistics& l2_of(Stage& stage) {
  return stage.memory->l2(0)->statistics();
}

std::uint64_t line(unsigned number) {
  return kA + number * kLine;
}

// An L1D of two lines above an L2 of `lines` lines in one set.
void set_lines(Configuration& c, unsigned lines) {
  c.l1d.bytes = 2 * kLine;
  c.l1d.ways = 2;
  c.l2.bytes = lines * kLine;
  c.l2.ways = lines;
}

std::function<void(Configuration&)> prefetching(const char* kind, const char* inclusion = "inclusive") {
  return [=](Configuration& c) {
    set_lines(c, 8);
    c.l2.inclusion = inclusion;
    c.l2.prefetcher = kind;
  };
}

TEST(L2Prefetch, OfTheNextLineMakesAHit) {
  for (const char* inclusion : kInclusions)
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      Stage stage({{load_of(kA), load_of(kB, 400), load_of(kD, 400)}}, prefetching("next-line", inclusion));
      return differs("first", stage.latency(0, 0), kFromMemory + kThroughL2) +
             differs("next", stage.latency(0, 1), kFromL2) +
             differs("one further", stage.latency(0, 2), kFromMemory + kThroughL2) +
             differs("prefetches", l2_of(stage).prefetches, 3) +  // B; C upon the use of B; what follows D
             differs("useful", l2_of(stage).prefetches_useful, 1) + differs("late", l2_of(stage).prefetches_late, 0) +
             differs("misses", l2_of(stage).misses, 2);
    });
}

// Who comes for a line that is on its way is served as a hit once it is there.
TEST(L2Prefetch, MayComeTooLate) {
  for (const char* inclusion : kInclusions)
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      Stage stage({{load_of(kA), alone(load_of(kB))}}, prefetching("next-line", inclusion));
      return unless(stage.latency(0, 1) < kFromMemory / 2 && stage.latency(0, 1) > kFromL2, "not in between") +
             differs("late", l2_of(stage).prefetches_late, 1) + differs("useful", l2_of(stage).prefetches_useful, 0) +
             differs("prefetches", l2_of(stage).prefetches, 2);
    });
}

TEST(L2Prefetch, FollowsAStride) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(line(0)), load_of(line(3), 300), load_of(line(6), 300), load_of(line(9), 300)}},
                prefetching("stride"));
    return differs("third", stage.latency(0, 2), kFromMemory + kThroughL2) +
           differs("fourth", stage.latency(0, 3), kFromL2) + differs("useful", l2_of(stage).prefetches_useful, 1);
  });
}

// The first use of a line may be to write it, for which a shared copy must be upgraded.
TEST(L2Prefetch, OfASharedLineServesAWriter) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA, 400), store_of(kB, 5, 400)}, {load_of(kB)}}, prefetching("next-line"));
    return differs("useful", l2_of(stage).prefetches_useful, 1) + differs("upgrades", l2_of(stage).upgrades, 1) +
           differs("prefetches", l2_of(stage).prefetches, 2) + differs("value", stage.word(kB), 5);
  });
}

TEST(L2Prefetch, DoesNotEvictAReservedLine) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{atomic_of(AtomicOp::lr, kA), alone(load_of(kB)), alone(atomic_of(AtomicOp::sc, kA, 1))}},
                [](Configuration& c) { set_lines(c, 2), c.l2.prefetcher = "next-line"; });
    return unless(stage.result(0, 2).sc_success, "the SC failed") +
           differs("prefetches", l2_of(stage).prefetches, 1);  // B; C would take the way of A
  });
}

TEST(L2Prefetch, LeavesAnMshrToRequests) {
  for (const unsigned mshrs : {1u, 2u})
    AMOEBA_EXPECT_ISOLATED_WITH(mshrs, {
      Stage stage({{load_of(kA)}}, [mshrs](Configuration& c) {
        prefetching("next-line")(c);
        c.l2.mshrs = mshrs;
        c.l2.prefetch_degree = 4;
      });
      return differs("prefetches", l2_of(stage).prefetches, 0);  // one MSHR is the miss's own
    });
}

TEST(L2Prefetch, LosesNoData) {
  for (const char* inclusion : kInclusions)
    AMOEBA_EXPECT_ISOLATED_WITH(inclusion, {
      std::vector<TrafficAccess> script;
      for (unsigned i = 0; i < 12; ++i) script.push_back(store_of(line(i), 100 + i));
      for (unsigned i = 0; i < 12; ++i) script.push_back(alone(load_of(line(i))));
      Stage stage({script}, [inclusion](Configuration& c) {
        prefetching("next-line", inclusion)(c);
        set_lines(c, 2);
        c.l2.prefetch_degree = 3;
      });
      std::string wrong = unless(l2_of(stage).prefetches > 0, "no prefetch");
      for (unsigned i = 0; i < 12; ++i) wrong += differs("value", stage.result(0, 12 + i).value[0], 100 + i);
      return wrong;
    });
}

// The tile of an adaptive L1D meets the bias of the home node that a prefetch asks, as that of one that a miss asks.
TEST(L2Prefetch, SharesTheBiasOfThePredictor) {
  const auto bias_after = [](bool prefetches) {
    return run_isolated([=]() -> std::string {
      std::vector<TrafficAccess> script(20, alone(atomic_of(AtomicOp::add, line(0), 1)));
      script.push_back(alone(load_of(line(4), 400)));  // the home node of an even line; the next line's has no bias
      Stage stage({script}, [=](Configuration& c) {
        c.placement = "adaptive";
        c.l2.bytes = 8 * kLine;
        c.l2.prefetcher = prefetches ? "next-line" : "none";
      });
      return std::to_string(stage.memory->l1d(0).bias());
    });
  };
  const int missed = std::stoi(bias_after(false)), prefetched = std::stoi(bias_after(true));
  EXPECT_GT(missed, 4);
  EXPECT_LT(prefetched, 0.6 * missed);
  EXPECT_GT(prefetched, 0.3 * missed);
}

TEST(L2Options, AreOffByDefault) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), load_of(kB), load_of(kC, 400), load_of(kA)}}, [](Configuration& c) { set_lines(c, 8); });
    return differs("prefetches", l2_of(stage).prefetches, 0) + differs("conflicts", l2_of(stage).bank_conflicts, 0);
  });
}

constexpr Tick kBusy = 20;  // cycles of a bank

// The L2 has all of the lines, the L1D the last two.
std::vector<TrafficAccess> after_four_lines(std::initializer_list<TrafficAccess> then) {
  std::vector<TrafficAccess> script;
  for (unsigned i = 0; i < 4; ++i) script.push_back(alone(load_of(line(i))));
  script.insert(script.end(), then);
  return script;
}

std::function<void(Configuration&)> banked(unsigned banks, unsigned ports = 0) {
  return [=](Configuration& c) {
    set_lines(c, 8);
    c.l2.banks = banks;
    c.l2.ports = ports;
    c.l2.bank_cycles = kBusy;
  };
}

// Lines in the L2 alone, one or two apart, in one bank or in two.
TEST(L2Banks, MakeASecondHitWait) {
  for (const unsigned banks : {0u, 1u, 2u})
    for (const unsigned distance : {1u, 2u})
      AMOEBA_EXPECT_ISOLATED_WITH(banks * 10 + distance, {
        const std::uint64_t other = line(distance), last = line(3 - distance);
        Stage stage({{alone(load_of(kA)), alone(load_of(other)), alone(load_of(last)), alone(load_of(kD)),
                      alone(load_of(kA, 500)), load_of(other)}},
                    banked(banks));
        const bool conflict = banks != 0 && distance % banks == 0;
        return differs("first", stage.latency(0, 4), kFromL2) +
               differs("second", stage.latency(0, 5), kFromL2 + (conflict ? kBusy - 1 : 0)) +
               differs("conflicts", l2_of(stage).bank_conflicts, conflict);
      });
}

// A load that follows a miss at once, or takes the way of a dirty line, comes while that is being written.
TEST(L2Banks, AreTakenByFillsAndVictims) {
  for (const bool limited : {false, true})
    AMOEBA_EXPECT_ISOLATED_WITH(limited, {
      Stage stage({after_four_lines(
                      {alone(load_of(kA)), alone(store_of(kA, 1)), alone(load_of(kB, 500)), alone(load_of(kC, 500))})},
                  banked(limited ? 1 : 0));
      const Tick since_fill = 1 + 1 + kThroughL2;  // of the L1D, its tags for the next access
      return differs("after a fill", stage.latency(0, 4), kFromL2 + (limited ? kBusy - since_fill : 0)) +
             differs("clean victim", stage.latency(0, 6), kFromL2) +
             differs("dirty victim", stage.latency(0, 7), kFromL2 + (limited ? kBusy : 0)) +
             differs("conflicts", l2_of(stage).bank_conflicts, limited ? 2 : 0) + differs("value", stage.word(kA), 1);
    });
}

TEST(L2Ports, LimitWhatBeginsInOneCycle) {
  for (const unsigned ports : {0u, 1u, 2u})
    AMOEBA_EXPECT_ISOLATED_WITH(ports, {
      Stage stage({after_four_lines(
                      {alone(load_of(kA)), alone(store_of(kA, 1)), alone(load_of(kB, 500)), alone(load_of(kC, 500))})},
                  banked(0, ports));
      return differs("with a dirty victim", stage.latency(0, 7), kFromL2 + (ports == 1 ? 1 : 0)) +
             differs("conflicts", l2_of(stage).bank_conflicts, ports == 1);
    });
}

// An upgrade in the tile moves no line.
TEST(L2Banks, AreNotNeededByWhoHasTheData) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA), alone(load_of(kB)), alone(atomic_of(AtomicOp::add, kA, 1, 100)), load_of(kB, 400)},
                 {load_of(kA, 200)}},
                [](Configuration& c) { banked(1)(c), c.l2.bank_cycles = 100; });
    return differs("conflicts", l2_of(stage).bank_conflicts, 0) + differs("value", stage.word(kA), 1);
  });
}

}  // namespace
}  // namespace amoeba
