// The far unit of a home node: throughput, latency, combining, store form and compare-and-swap.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "../isolated.h"
#include "amoeba/platforms/memory_system.h"
#include "scripted_traffic.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kWord = 0x8000'0000;
constexpr unsigned kHarts = 32, kAtomics = 200;

struct Storm {
  double cycles_per_atomic;
  std::uint64_t value, combined;
};

// All harts add 1 to one word by far atomics, as fast as they can.
Storm storm(const std::function<void(Configuration&)>& change, unsigned harts = kHarts, AtomicOp op = AtomicOp::add) {
  Configuration configuration;
  configuration.harts = harts;
  configuration.placement = "all-far";
  change(configuration);
  MemorySystem memory("memory", configuration, PortUse::harts);
  std::vector<std::unique_ptr<ScriptedTraffic>> sources;
  for (unsigned i = 0; i < harts; ++i) {
    const TrafficSource::Surroundings around{
        memory.scheduler(), memory.tile_id(i), memory.cluster().clock(), memory.l1d(i), i, 1};
    const std::vector<TrafficAccess> script(kAtomics, atomic_of(op, kWord, 1));
    sources.push_back(std::make_unique<ScriptedTraffic>(("hart" + std::to_string(i)).c_str(), around, script));
    sources[i]->port.bind(memory.data_port(i));
  }
  memory.reset(1);
  sc_core::sc_start();
  // From the tenth completion of each on, when memory has given the line, to the last but ten.
  Tick first = 0, last = kNever;
  for (const auto& source : sources) {
    first = std::max(first, source->result(10).at);
    last = std::min(last, source->result(kAtomics - 10).at);
  }
  std::uint64_t within = 0;
  for (const auto& source : sources)
    for (unsigned i = 0; i < kAtomics; ++i) within += source->result(i).at > first && source->result(i).at <= last;
  Storm result{static_cast<double>(last - first) / static_cast<double>(within), 0, 0};
  memory.debug_read(kWord, reinterpret_cast<std::byte*>(&result.value), sizeof result.value);
  result.combined = memory.home(0).statistics().combined;
  return result;
}

std::string unless_near(const char* what, double found, double expected) {
  if (std::abs(found / expected - 1) <= 0.02) return "";
  return std::string(what) + ": " + std::to_string(found) + " instead of " + std::to_string(expected) + "; ";
}

TEST(FarUnit, ThroughputOnOneWordIsItsInterval) {
  for (const unsigned interval : {1u, 2u, 3u, 5u, 8u, 20u}) {
    EXPECT_EQ(run_isolated([interval] {
                const Storm found = storm([interval](Configuration& c) { c.far_interval = interval; });
                return unless_near("cycles per atomic", found.cycles_per_atomic, interval) +
                       (found.value == kHarts * kAtomics ? "" : "lost an update");
              }),
              "");
  }
}

TEST(FarUnit, LatencyDoesNotLimitThroughput) {
  EXPECT_EQ(run_isolated([] {
              const Storm found = storm([](Configuration& c) { c.far_interval = 2, c.far_latency = 12; });
              return unless_near("cycles per atomic", found.cycles_per_atomic, 2);
            }),
            "");
}

TEST(FarUnit, CombiningAdmitsOneAtomicPerCycleWhileTheLineIsThere) {
  EXPECT_EQ(run_isolated([] {
              const Storm found = storm([](Configuration& c) { c.far_interval = 8, c.far_combining = true; });
              return unless_near("cycles per atomic", found.cycles_per_atomic, 1) +
                     (found.value == kHarts * kAtomics ? "" : "lost an update; ") +
                     (found.combined > kHarts * kAtomics / 2 ? "" : "hardly anything was combined");
            }),
            "");
}

TEST(FarUnit, NothingToCombineForOneHart) {
  EXPECT_EQ(run_isolated([] {
              const Storm with = storm([](Configuration& c) { c.far_combining = true; }, 1);
              return with.combined == 0 ? "" : "combined with nobody";
            }),
            "");
}

// Plays one script on one hart and returns the latencies.
std::vector<Tick> latencies(const std::vector<TrafficAccess>& script, std::uint64_t& value) {
  Configuration configuration;
  configuration.harts = 1;
  configuration.placement = "all-far";
  MemorySystem memory("memory", configuration, PortUse::harts);
  const TrafficSource::Surroundings around{
      memory.scheduler(), memory.tile_id(0), memory.cluster().clock(), memory.l1d(0), 0, 4};
  ScriptedTraffic source("hart0", around, script);
  source.port.bind(memory.data_port(0));
  memory.reset(1);
  sc_core::sc_start();
  memory.debug_read(kWord, reinterpret_cast<std::byte*>(&value), sizeof value);
  std::vector<Tick> found;
  for (std::size_t i = 0; i < script.size(); ++i) found.push_back(source.latency(i));
  return found;
}

TEST(FarUnit, ComparesAndSwaps) {
  EXPECT_EQ(run_isolated([]() -> std::string {
              TrafficAccess hits = alone(atomic_of(AtomicOp::cas, kWord, 7)),
                            misses = alone(atomic_of(AtomicOp::cas, kWord, 9));
              hits.compare[0] = 0;
              misses.compare[0] = 3;
              std::uint64_t value = 0;
              const std::vector<Tick> found = latencies({hits, misses}, value);
              // Request of 8 + 16 bytes in two beats, directory, slice, unit, answer in one.
              if (found[1] != 1 + 5 + 3 + 6 + 2 + 4 + 1) return "latency " + std::to_string(found[1]);
              return value == 7 ? "" : "value " + std::to_string(value);
            }),
            "");
}

}  // namespace
}  // namespace amoeba
