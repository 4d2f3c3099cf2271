// What the memory system takes for accesses of synthetic streams.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "amoeba/cores/traffic/pattern_traffic.h"
#include "amoeba/platforms/memory_system.h"
#include "amoeba/sims/bench/bench.h"
#include "amoeba/sims/host_memory.h"

namespace amoeba {

namespace {

constexpr std::uint64_t kShare = 80 * 1024;  // bytes of each stream's private lines

// Endless streams on every data port, measured from one tick to another; the first stretch warms the caches.
class TrafficBench : public sc_core::sc_module {
 public:
  TrafficBench(const Configuration& configuration, TrafficPattern pattern, Tick stretch)
      : sc_module(sc_core::sc_module_name("bench")),
        memory_("memory", configuration, PortUse::harts),
        stretch_(stretch) {
    pattern.shared.base = configuration.memory_base;
    pattern.accesses = ~std::uint64_t{0};
    for (unsigned i = 0; i < configuration.harts; ++i) {
      pattern.hot.base = configuration.memory_base + (i + 1) * kShare;
      pattern.large.base = pattern.hot.base + 16 * 1024;
      sources_.push_back(std::make_unique<PatternTraffic>(
          ("stream" + std::to_string(i)).c_str(),
          TrafficSource::Surroundings{memory_.scheduler(), memory_.tile_id(i), memory_.cluster().clock(),
                                      memory_.l1d(i), i, 1, true},
          pattern));
      sources_.back()->port.bind(memory_.data_port(i));
    }
    memory_.reset(1);
    run();
  }
  ~TrafficBench() override { memory_.reset(0); }  // returns what is in flight

  // Runs the next stretch; returns the accesses in it.
  double run() {
    const std::uint64_t before = accesses();
    transactions_ = count_transactions();
    events_ = memory_.scheduler().events_handled();
    end_ += stretch_;
    memory_.cluster().set_end(end_);
    memory_.cluster().reschedule();
    sc_core::sc_start();
    transactions_ = count_transactions() - transactions_;
    events_ = memory_.scheduler().events_handled() - events_;
    return static_cast<double>(accesses() - before);
  }
  std::uint64_t accesses() const {
    std::uint64_t sum = 0;
    for (const auto& source : sources_) sum += source->issued();
    return sum;
  }
  // In the last stretch.
  std::uint64_t transactions() const { return transactions_; }
  std::uint64_t events() const { return events_; }

 private:
  std::uint64_t count_transactions() {
    std::uint64_t sum = 0;
    for (unsigned i = 0; i < sources_.size(); ++i)
      sum += memory_.l1d(i).statistics().misses + memory_.l1d(i).statistics().upgrades;
    return sum;
  }

  MemorySystem memory_;
  std::vector<std::unique_ptr<PatternTraffic>> sources_;
  Tick stretch_;
  Tick end_ = 0;
  std::uint64_t transactions_ = 0, events_ = 0;
};

Configuration platform(unsigned harts) {
  Configuration configuration;
  configuration.harts = harts;
  configuration.slice_bytes = 4 * 1024 * 1024;
  configuration.home_requests = std::max(configuration.home_requests, harts);  // no stream is refused
  return configuration;
}

std::string per_access(const TrafficBench& bench, double accesses) {
  return fmt::format("{:.3f} transactions and {:.3f} events per access",
                     static_cast<double>(bench.transactions()) / accesses,
                     static_cast<double>(bench.events()) / accesses);
}

}  // namespace

BenchSample measure_hit_access() {
  TrafficPattern pattern;
  pattern.hot.count = 64;
  TrafficBench bench(platform(8), pattern, 500'000);
  double accesses = 0;
  const double best = fastest(5, [&] { return accesses = bench.run(); });
  return {best, per_access(bench, accesses)};
}

BenchSample measure_coherent_transaction() {
  TrafficPattern pattern;
  pattern.shared.count = 64;
  pattern.shared_per_thousand = 1000;
  pattern.stores_per_thousand = 500;
  TrafficBench bench(platform(8), pattern, 2'000'000);
  const double best = fastest(5, [&] {
    bench.run();
    return static_cast<double>(bench.transactions());
  });
  return {best, fmt::format("{:.1f} events per transaction",
                            static_cast<double>(bench.events()) / static_cast<double>(bench.transactions()))};
}

namespace {

// 90 % private hits, 8 % second level, 2 % shared.
TrafficPattern mix() {
  TrafficPattern pattern;
  pattern.hot.count = 32;
  pattern.large.count = 1024;  // four times the first level
  pattern.shared.count = 64;
  pattern.large_per_thousand = 80;
  pattern.shared_per_thousand = 20;
  return pattern;
}

}  // namespace

BenchSample measure_mix64_access() {
  TrafficBench bench(platform(64), mix(), 150'000);
  double accesses = 0;
  const double best = fastest(5, [&] { return accesses = bench.run(); });
  return {best, per_access(bench, accesses)};
}

namespace {

// A home node for four harts and a memory channel for sixteen, which are at the edges of a mesh.
BenchSample measure_mix(const char* topology, unsigned harts, Tick stretch) {
  Configuration configuration = platform(harts);
  configuration.network.topology = topology;
  configuration.home_nodes = harts / 4;
  configuration.slice_bytes = 1024 * 1024;
  configuration.memory_channels = (harts + 15) / 16;
  configuration.network.memory_placement = "edges";
  const double empty = peak_resident_kib();
  TrafficBench bench(configuration, mix(), stretch);
  double accesses = 0;
  const double best = fastest(5, [&] { return accesses = bench.run(); });
  return {best,
          per_access(bench, accesses) + fmt::format(", {:.0f} KiB per hart", host_memory(empty, harts).kib_per_hart)};
}

}  // namespace

BenchSample measure_mix8_access() {
  return measure_mix("crossbar", 8, 1'000'000);
}

BenchSample measure_mix256_access() {
  return measure_mix("crossbar", 256, 40'000);
}

BenchSample measure_mesh8_access() {
  return measure_mix("mesh", 8, 1'000'000);
}

BenchSample measure_mesh256_access() {
  return measure_mix("mesh", 256, 40'000);
}

BenchSample measure_dram_access() {
  TrafficPattern pattern;
  pattern.large.count = 1 << 18;  // 16 MiB, shared by the streams, of which the caches hold little
  pattern.large_per_thousand = 1000;
  Configuration configuration = platform(8);
  configuration.slice_bytes = 256 * 1024;
  configuration.memory_model = "ddr4-3200";
  TrafficBench bench(configuration, pattern, 500'000);
  double accesses = 0;
  const double best = fastest(5, [&] { return accesses = bench.run(); });
  return {best, per_access(bench, accesses)};
}

}  // namespace amoeba
