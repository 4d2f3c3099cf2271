// Random value-checked traffic on tiny caches of random shapes: coherence, atomicity, and results that depend neither
// on the scheduler's mode nor on its queue, its window or what ran before.
#include <gtest/gtest.h>

#include <map>

#include "../foreign_adders.h"
#include "../isolated.h"
#include "traffic_rig.h"

namespace amoeba {
namespace {

struct Shape {
  Configuration configuration;
  TrafficRig::Load load;
};

template <class T>
T pick(Random& random, std::initializer_list<T> choices) {
  return choices.begin()[random.below(choices.size())];
}

// A DRAM channel that lines of few addresses press hard: tiny queues, and orders that put them in different rows.
void draw_dram(Configuration& c, Random& random) {
  c.memory_model = pick<const char*>(random, {"ddr4-3200", "ddr5-4800", "lpddr4x-4266", "lpddr5-6400"});
  c.dram.mapping =
      pick<const char*>(random, {"row-rank-bank-column-bankgroup-channel", "column-rank-bank-bankgroup-channel-row",
                                 "row-column-channel-bankgroup-bank-rank"});
  c.dram.ranks = pick(random, {1u, 2u});
  c.dram.bank_hash = random.below(2) != 0;
  c.dram.page_policy = pick<const char*>(random, {"open", "closed", "adaptive"});
  c.dram.read_queue = pick(random, {1u, 2u, 8u});
  c.dram.write_queue = pick(random, {1u, 2u, 8u});
  c.dram.age_cap = pick(random, {0u, 100u, 4000u});
  c.dram.controller_latency = pick(random, {0u, 10u});
  c.clock_hertz = pick<std::uint64_t>(random, {800'000'000, 1'000'000'000, 3'333'000'000});
}

// A private L2 no larger than what lies above it, so that lines leave it all the time.
void draw_l2(Configuration& c, Random& random) {
  c.l2.ways = pick(random, {1u, 2u, 4u});
  c.l2.bytes = pick(random, {0u, 1u, 2u, 4u}) * c.l2.ways * c.line_bytes;
  c.l2.inclusion = pick<const char*>(random, {"inclusive", "exclusive", "non-inclusive"});
  c.l2.tag_latency = pick(random, {1u, 2u});
  c.l2.hit_latency = c.l2.tag_latency + pick(random, {0u, 1u, 7u});
  c.l2.mshrs = pick(random, {1u, 2u, 8u});
  c.l2.write_backs = pick(random, {1u, 2u});
  c.l2.replacement = pick<const char*>(random, {"lru", "tree-plru", "srrip", "random"});
}

void draw_data_cache(Configuration& c, Random& random) {
  c.l1d_array.prefetcher = pick<const char*>(random, {"none", "next-line", "stride"});
  c.l1d_array.prefetch_degree = pick(random, {1u, 2u});
  if (random.below(4) != 0) return;  // limits take the leases away
  c.l1d_array.ports = pick(random, {0u, 1u, 2u});
  c.l1d_array.banks = pick(random, {0u, 1u, 2u});
}

Shape random_shape(std::uint64_t number) {
  Random random(number, 99);
  const unsigned line = pick(random, {16u, 64u, 128u});
  const unsigned harts = 1 + random.below(8);
  Shape shape{tiny_configuration(harts, line), {}};
  Configuration& c = shape.configuration;
  c.placement = pick<const char*>(
      random, {"all-near", "unique-near", "present-near", "dirty-near", "shared-far", "all-far", "adaptive"});
  c.far_combining = random.below(2) != 0;
  c.predictor_entries = pick(random, {4u, 128u});
  c.lr_acquires = pick<const char*>(random, {"shared", "unique"});
  c.crossbar_width = pick(random, {4u, 8u, 16u});
  c.crossbar_latency = pick(random, {1u, 4u, 9u});
  c.directory_latency = pick(random, {1u, 3u});
  c.home_nodes = pick(random, {1u, 2u, 4u});
  c.memory_channels = pick(random, {1u, 2u});
  c.memory_latency = pick(random, {1u, 20u, 80u});
  c.l1d.mshrs = pick(random, {1u, 2u, 4u});
  c.l1d.mshr_targets = pick(random, {1u, 2u, 8u});
  c.l1d.write_backs = pick(random, {1u, 2u});
  c.reservation_window = pick(random, {0u, 24u, 200u});
  c.reservation_timeout = pick(random, {200u, 1000u});
  c.reservation_bytes = pick(random, {0u, 8u, 16u});
  c.sc_backoff = pick(random, {0u, 4u});
  shape.load.lines = pick(random, {2u, 5u, 10u});
  if (line == 16) shape.load.lines = pick(random, {6u, 12u, 24u});
  shape.load.outstanding = pick(random, {1u, 2u, 4u});
  shape.load.longest_think = pick(random, {0u, 8u, 60u});
  shape.load.ordered = random.below(2) != 0;
  shape.load.accesses = 60;
  const auto policy = [&random] { return pick<const char*>(random, {"lru", "tree-plru", "srrip", "random"}); };
  c.l1d.replacement = policy();
  c.l1i.replacement = policy();
  c.slice_replacement = policy();
  c.protocol = pick<const char*>(random, {"mesi", "moesi"});
  c.forwarding = pick<const char*>(random, {"none", "dirty", "clean-and-dirty"});
  c.clean_eviction = pick<const char*>(random, {"silent", "notified"});
  c.directory = pick<const char*>(random, {"full-map", "limited-pointers", "snoop-filter"});
  c.directory_pointers = pick(random, {1u, 2u});
  c.directory_ways = pick(random, {1u, 2u});
  c.directory_entries = c.directory_ways * pick(random, {1u, 2u, 4u});
  draw_l2(c, random);
  draw_data_cache(c, random);
  c.slice_inclusion = pick<const char*>(random, {"inclusive", "exclusive", "non-inclusive", "directory-only"});
  c.slice_occupancy = pick(random, {0u, 3u});
  if (c.slice_inclusion == "inclusive" && c.directory == "snoop-filter") c.directory = "full-map";
  if (c.slice_inclusion == "exclusive") c.clean_eviction = "notified";
  return shape;
}

// Runs seeds on a reference and on systems that must agree with it.
std::string compare_modes(const Shape& shape, unsigned seeds) {
  TrafficRig reference("reference", shape.configuration, shape.load);
  Configuration strict = shape.configuration, heap = shape.configuration;
  strict.strict = true;
  heap.queue = "heap";
  TrafficRig stepwise("strict", strict, shape.load), ordered("heap", heap, shape.load),
      cut("cut", shape.configuration, shape.load);
  cut.memory().cluster().set_largest_window(7);
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

std::string text(const Configuration& c) {
  return c.protocol + ", forwarding " + c.forwarding + ", " + c.clean_eviction + " eviction, " + c.directory + ", " +
         c.placement + ", L2 of " + std::to_string(c.l2.bytes / c.line_bytes) + " lines, " + c.l2.inclusion + ", " +
         c.slice_inclusion + " slice, " + c.l1d_array.prefetcher + " prefetcher";
}

class RandomShapes : public testing::TestWithParam<unsigned> {};

TEST_P(RandomShapes, KeepValuesAndAgreeInEveryMode) {
  constexpr unsigned kShapes = 12, kSeeds = 40;
  for (unsigned i = 0; i < kShapes; ++i) {
    const unsigned number = GetParam() * kShapes + i;
    ASSERT_EQ(run_isolated([number] { return compare_modes(random_shape(number), kSeeds); }), "")
        << "shape " << number << ": " << text(random_shape(number).configuration);
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

// Networks of routers with few buffers and slow links, so that messages wait and overtake each other.
void draw_network(Configuration& c, Random& random) {
  NetworkConfiguration& n = c.network;
  n.topology = pick<const char*>(random, {"ring", "mesh", "chiplets", "clusters"});
  n.chiplets = pick(random, {1u, 2u, 3u});
  n.concentration = n.topology == "clusters" ? c.harts : pick(random, {1u, 2u, 4u});
  if (n.topology == "mesh") n.columns = pick(random, {0u, 1u, 2u});
  n.link_latency = pick(random, {1u, 2u, 5u});
  n.link_width = pick(random, {8u, 16u});
  n.router_stages = pick(random, {1u, 2u, 4u});
  n.port_latency = pick(random, {1u, 3u});
  n.buffers = pick(random, {1u, 2u, 8u, 15u});
  n.separate_channels = random.below(2) != 0;
  n.chiplet_latency = pick(random, {1u, 10u, 60u});
  n.chiplet_width = pick(random, {8u, 16u});
  n.home_placement = pick<const char*>(random, {"spread", "edges"});
  n.memory_placement = pick<const char*>(random, {"spread", "edges"});
}

class NetworkShapes : public testing::TestWithParam<unsigned> {};

TEST_P(NetworkShapes, KeepValuesAndAgreeInEveryMode) {
  check_shapes(2000 + GetParam() * kGroup, 97, draw_network);
}
INSTANTIATE_TEST_SUITE_P(Groups, NetworkShapes, testing::Range(0u, 8u));

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
    const std::string where = "shape " + std::to_string(number) + ": " + text(c);
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
