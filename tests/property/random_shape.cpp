#include "random_shape.h"

#include <algorithm>

namespace amoeba {

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
  n.dateline = n.topology == "ring" && random.below(2) != 0;
}

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

namespace {

void draw_data_cache(Configuration& c, Random& random) {
  c.l1d_array.prefetcher = pick<const char*>(random, {"none", "next-line", "stride"});
  c.l1d_array.prefetch_degree = pick(random, {1u, 2u});
  if (random.below(4) != 0) return;  // limits take the leases away
  c.l1d_array.ports = pick(random, {0u, 1u, 2u});
  c.l1d_array.banks = pick(random, {0u, 1u, 2u});
}

void draw_l2_array(Configuration& c, Random& random) {
  c.l2.ports = pick(random, {0u, 0u, 1u, 2u});
  c.l2.banks = pick(random, {0u, 0u, 1u, 2u});
  c.l2.bank_cycles = pick(random, {1u, 3u, 20u});
  c.l2.prefetcher = pick<const char*>(random, {"none", "next-line", "stride"});
  c.l2.prefetch_degree = pick(random, {1u, 2u});
}

}  // namespace

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
  c.home_requests = pick(random, {1u, 2u, 3u, 32u});
  c.network.separate_channels = random.below(4) != 0;
  draw_l2_array(c, random);
  c.crossbar_sender_ports = random.below(3) == 0;
  return shape;
}

namespace {

void draw_caches(Configuration& c, Random& random) {
  const auto shape = [&](CacheConfiguration& cache) {
    cache.ways = pick(random, {1u, 2u, 4u});
    cache.bytes = std::max(64u, pick(random, {1u, 2u}) * cache.ways * c.line_bytes);
  };
  shape(c.l1d);
  shape(c.l1i);
  c.slice_ways = pick(random, {1u, 2u});
  c.slice_bytes = std::max(64u, pick(random, {1u, 4u}) * c.slice_ways * c.line_bytes);
  c.l1d_ecc = {pick(random, {0u, 4u, 8u}), pick(random, {1u, 3u})};
  c.slice_ecc = {pick(random, {0u, 8u, 16u}), pick(random, {1u, 3u})};
}

void draw_far_unit(Configuration& c, Random& random) {
  c.far_latency = pick(random, {1u, 2u, 20u});
  c.far_interval = pick(random, {1u, 2u, 11u});
  c.amo_latency = pick(random, {1u, 2u, 5u});
}

}  // namespace

Shape any_shape(std::uint64_t number, unsigned operations) {
  Shape shape = random_shape(number);
  Random random(number, 96);
  Configuration& c = shape.configuration;
  c.harts = random.below(2) != 0 ? 2 + random.below(7) : pick(random, {12u, 16u, 24u, 33u, 48u, 64u});
  draw_caches(c, random);
  draw_far_unit(c, random);
  if (random.below(2) != 0) draw_dram(c, random);
  c.memory_external = c.memory_model == "fixed" && random.below(4) == 0;
  if (random.below(5) != 0) draw_network(c, random);
  if (c.network.topology == "clusters" && random.below(2) != 0)
    c.network.concentration = (c.harts + c.network.chiplets - 1) / c.network.chiplets;
  shape.load.leases = random.below(4) != 0;
  shape.load.lines *= pick(random, {1u, 2u});
  shape.load.accesses = (operations + c.harts - 1) / c.harts;
  shape.load.waits = random.below(3) == 0;
  c.lrwait_queue = pick(random, {0u, 1u, 4u, 32u});
  c.lrwait_window = pick(random, {1u, 100u, 1024u});
  validate(c);
  return shape;
}

std::string Shape::text() const {
  const Configuration& c = configuration;
  return c.protocol + ", forwarding " + c.forwarding + ", " + c.clean_eviction + " eviction, " + c.directory + ", " +
         c.placement + ", " + c.network.topology + (c.network.dateline ? " with dateline" : "") +
         (c.crossbar_sender_ports ? " with sender ports" : "") + ", " +
         (c.memory_external ? "external" : c.memory_model) + " memory, " + std::to_string(c.harts) + " harts, L2 of " +
         std::to_string(c.l2.bytes / c.line_bytes) + " lines, " + c.l2.inclusion + ", " + c.l2.prefetcher +
         " L2 prefetcher, " + std::to_string(c.l2.banks) + " L2 banks, " + c.slice_inclusion + " slice, " +
         c.l1d_array.prefetcher + " prefetcher, " + std::to_string(c.home_requests) + " places at a home node" +
         (load.waits ? ", LRwait" : "");
}

namespace {

Configuration in_mode(Configuration configuration, Mode mode) {
  configuration.strict = mode == Mode::strict;
  if (mode == Mode::heap) configuration.queue = "heap";
  return configuration;
}

}  // namespace

ShapedRig::ShapedRig(const char* name, const Shape& shape, Mode mode, const std::optional<ProtocolTables>& tables)
    : TrafficRig(name, in_mode(shape.configuration, mode), shape.load, tables) {
  if (mode == Mode::short_window) memory().cluster().set_largest_window(7);
}

}  // namespace amoeba
