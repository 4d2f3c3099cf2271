// Random value-checked traffic on tiny caches of random shapes: coherence, atomicity, and results that depend neither
// on the scheduler's mode nor on its queue, its window or what ran before.
#include <gtest/gtest.h>

#include <map>

#include "../foreign_adders.h"
#include "../isolated.h"
#include "random_shape.h"
#include "traffic_rig.h"

namespace amoeba {
namespace {

// Runs seeds on a reference and on systems that must agree with it.
std::string compare_modes(const Shape& shape, unsigned seeds) {
  ShapedRig reference("reference", shape, Mode::lookahead), stepwise("strict", shape, Mode::strict),
      ordered("heap", shape, Mode::heap), cut("cut", shape, Mode::short_window);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const std::string where = "seed " + std::to_string(seed);
    if (const std::string fault = reference.run(seed); !fault.empty()) return where + ": " + fault;
    const std::string expected = reference.fingerprint();
    for (TrafficRig* other : {&stepwise, &ordered, &cut, &reference}) {
      if (const std::string fault = other->run(seed); !fault.empty())
        return where + ", " + other->name() + ": " + fault;
      if (const std::string found = other->fingerprint(); found != expected)
        return where + ": " + other->name() + " differs: " + first_difference(expected, found);
    }
  }
  return {};
}

class RandomShapes : public testing::TestWithParam<unsigned> {};

TEST_P(RandomShapes, KeepValuesAndAgreeInEveryMode) {
  constexpr unsigned kShapes = 12, kSeeds = 40;
  for (unsigned i = 0; i < kShapes; ++i) {
    const unsigned number = GetParam() * kShapes + i;
    ASSERT_EQ(run_isolated([number] { return compare_modes(random_shape(number), kSeeds); }), "")
        << "shape " << number << ": " << random_shape(number).text();
  }
}
// A far atomic that drops its reserved line answers the snoop which waited for the reservation.
TEST(RandomTraffic, SnoopsHeldForAReservationMeetFarAtomics) {
  Shape shape{tiny_configuration(6, 64), {}};
  shape.configuration.placement = "all-far";
  shape.configuration.clean_eviction = "notified";
  shape.configuration.reservation_window = 200;
  shape.load.lines = 1;
  shape.load.longest_think = 60;
  ASSERT_EQ(run_isolated([&shape] { return compare_modes(shape, 40); }), "");
}

// Completions of a far unit with a long queue depart so late that the network sends them by an event of its own, which
// reaches a cache sooner than any request served at a home node.
TEST(RandomTraffic, LateCompletionsOfTheFarUnitStayWithinTheLookahead) {
  Shape shape{tiny_configuration(24, 64), {}};
  shape.configuration.placement = "all-far";
  shape.configuration.far_interval = 20;
  shape.configuration.directory_latency = 9;
  shape.configuration.network.topology = "clusters";
  shape.configuration.network.concentration = 24;
  shape.load.outstanding = 4;
  shape.load.lines = 20;
  ASSERT_EQ(run_isolated([&shape] { return compare_modes(shape, 8); }), "");
}

INSTANTIATE_TEST_SUITE_P(Groups, RandomShapes, testing::Range(0u, 8u));

constexpr unsigned kGroup = 12;  // shapes

// The shapes of one group: random ones, of which `draw` makes a part anew from a stream of draws of its own.
void check_shapes(unsigned first, std::uint64_t stream, void (*draw)(Configuration&, Random&)) {
  constexpr unsigned kSeeds = 20;
  for (unsigned number = first; number < first + kGroup; ++number) {
    Shape shape = random_shape(number);
    Random random(number, stream);
    draw(shape.configuration, random);
    ASSERT_EQ(run_isolated([&] { return compare_modes(shape, kSeeds); }), "") << "shape " << number;
  }
}

class DramShapes : public testing::TestWithParam<unsigned> {};

TEST_P(DramShapes, KeepValuesAndAgreeInEveryMode) {
  check_shapes(1000 + GetParam() * kGroup, 98, draw_dram);
}
INSTANTIATE_TEST_SUITE_P(Groups, DramShapes, testing::Range(0u, 4u));

class NetworkShapes : public testing::TestWithParam<unsigned> {};

TEST_P(NetworkShapes, KeepValuesAndAgreeInEveryMode) {
  check_shapes(2000 + GetParam() * kGroup, 97, draw_network);
}
INSTANTIATE_TEST_SUITE_P(Groups, NetworkShapes, testing::Range(0u, 8u));

// LRwait/SCwait among everything else, with few places to wait and windows that are hardly ever long enough.
Shape wait_shape(unsigned number) {
  Shape shape = random_shape(number);
  Random random(number, 95);
  Configuration& c = shape.configuration;
  shape.load.waits = true;
  c.lrwait_queue = pick(random, {0u, 1u, 2u, 32u});
  c.lrwait_window = pick(random, {1u, 40u, 150u, 1024u});
  if (random.below(3) == 0) draw_l2(c, random);
  if (random.below(3) == 0) draw_network(c, random);
  return shape;
}

class WaitShapes : public testing::TestWithParam<unsigned> {};

TEST_P(WaitShapes, KeepValuesAndAgreeInEveryMode) {
  constexpr unsigned kSeeds = 20;
  for (unsigned number = 4000 + GetParam() * kGroup; number < 4000 + (GetParam() + 1) * kGroup; ++number) {
    const Shape shape = wait_shape(number);
    ASSERT_EQ(run_isolated([&] { return compare_modes(shape, kSeeds); }), "") << "shape " << number;
  }
}
INSTANTIATE_TEST_SUITE_P(Groups, WaitShapes, testing::Range(0u, 8u));

// Foreign initiators at shapes that mostly have a private L2.
Shape foreign_shape(unsigned number) {
  Shape shape = random_shape(number);
  Random random(number, 96);
  Configuration& c = shape.configuration;
  c.harts = 2 + random.below(4);
  if (random.below(4) != 0) draw_l2(c, random);
  if (random.below(3) == 0) draw_network(c, random);
  if (c.network.topology == "clusters") c.network.concentration = c.harts;
  return shape;
}

std::string run_foreign(const Configuration& configuration, bool holds_back, Tick largest_window) {
  return run_isolated([&] {
    AdderLoad load;
    load.base = configuration.memory_base;
    load.accesses = 60;
    load.mixed = true;
    load.holds_back = holds_back;
    ForeignRig rig(configuration, load);
    rig.memory().cluster().set_largest_window(largest_window);
    return rig.run();
  });
}

class ForeignShapes : public testing::TestWithParam<unsigned> {};

TEST_P(ForeignShapes, AreAnsweredAtTheSameTimeInEveryMode) {
  constexpr Tick kWindow = 1'000'000;
  for (unsigned number = 3000 + GetParam() * kGroup; number < 3000 + (GetParam() + 1) * kGroup; ++number) {
    const Configuration c = foreign_shape(number).configuration;
    const bool holds_back = number % 4 == 0;
    const std::string where = "shape " + std::to_string(number) + ": " + Shape{c, {}}.text();
    const std::string reference = run_foreign(c, holds_back, kWindow);
    ASSERT_EQ(reference.find("fault"), std::string::npos) << where << "\n" << reference.substr(0, 400);
    Configuration strict = c, heap = c;
    strict.strict = true;
    heap.queue = "heap";
    // What lookahead completes early has no END_RESP to hold back.
    if (!holds_back) {
      EXPECT_EQ(first_difference(reference, run_foreign(strict, holds_back, kWindow)), "none") << where << ", strict";
    }
    EXPECT_EQ(first_difference(reference, run_foreign(heap, holds_back, kWindow)), "none") << where << ", heap";
    EXPECT_EQ(first_difference(reference, run_foreign(c, holds_back, 7)), "none") << where << ", small windows";
  }
}
INSTANTIATE_TEST_SUITE_P(Groups, ForeignShapes, testing::Range(0u, 12u));

// What no run has met, or a fault.
std::string missing_mechanism(const Configuration& configuration, const TrafficRig::Load& load) {
  TrafficRig rig("rig", configuration, load);
  std::map<std::string, std::uint64_t> counts;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    if (std::string fault = rig.run(seed); !fault.empty()) return fault;
    for (const char* name : {"forwarded", "held", "row_hits", "row_misses", "row_conflicts", "refreshes", "drains"})
      counts[name] += rig.count(std::string("memory0.") + name);
  }
  for (const auto& [name, count] : counts)
    if (count == 0) return name;
  return {};
}

TEST(DramShapes, MeetEveryMechanismOfTheChannel) {
  Shape shape{tiny_configuration(4, 64), {}};
  shape.load.outstanding = 4;
  shape.load.longest_think = 0;
  shape.load.lines = 16;
  shape.configuration.memory_model = "ddr4-3200";
  shape.configuration.dram.mapping = "column-rank-bank-bankgroup-channel-row";
  shape.configuration.dram.read_queue = 1;
  shape.configuration.dram.write_queue = 2;
  EXPECT_EQ(run_isolated([&] { return missing_mechanism(shape.configuration, shape.load); }), "");
}

}  // namespace
}  // namespace amoeba
