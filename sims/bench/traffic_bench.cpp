// What the memory system takes for accesses of synthetic streams.
#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <systemc>
#include <vector>

#include "amoeba/cores/traffic/pattern_traffic.h"
#include "amoeba/platforms/memory_system.h"
#include "amoeba/sims/bench/bench.h"

namespace amoeba {

namespace {

constexpr std::uint64_t kShare = 80 * 1024;  // bytes of each stream's private lines

// Streams on every data port, which go on from run to run; the first run warms the caches.
class TrafficBench : public sc_core::sc_module {
 public:
  TrafficBench(const Configuration& configuration, TrafficPattern pattern, std::uint64_t accesses)
      : sc_module(sc_core::sc_module_name("bench")), memory_("memory", configuration, PortUse::harts) {
    memory_.register_statistics(statistics_);
    pattern.shared.base = configuration.memory_base;
    share_ = accesses / configuration.harts;
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
  double run() {
    for (const auto& source : sources_) source->extend(share_);
    memory_.cluster().reschedule();
    sc_core::sc_start();
    for (const auto& source : sources_)
      if (!source->idle()) throw std::runtime_error("a stream did not end:\n" + memory_.scheduler().deadlock_report());
    ++runs_;
    return static_cast<double>(share_ * sources_.size());
  }
  std::uint64_t count(const std::string& suffix) const {
    std::uint64_t sum = 0;
    for (const Statistic* statistic : statistics_.all()) {
      const std::string& name = statistic->name;
      if (name.size() > suffix.size() && name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0)
        sum += statistic->value();
    }
    return sum / runs_;  // of one run
  }
  std::uint64_t events() { return memory_.scheduler().events_handled() / runs_; }
  std::uint64_t transactions() const { return count(".l1d.misses") + count(".l1d.upgrades"); }

 private:
  MemorySystem memory_;
  StatisticsRegistry statistics_;
  std::uint64_t share_ = 0;  // accesses of one stream in one run
  unsigned runs_ = 0;
  std::vector<std::unique_ptr<PatternTraffic>> sources_;
};

Configuration platform(unsigned harts) {
  Configuration configuration;
  configuration.harts = harts;
  configuration.slice_bytes = 4 * 1024 * 1024;
  return configuration;
}

}  // namespace

BenchSample measure_hit_access() {
  TrafficPattern pattern;
  pattern.hot.count = 64;
  TrafficBench bench(platform(8), pattern, 4'000'000);
  const double best = fastest(5, [&] { return bench.run(); });
  return {best, fmt::format("{} misses in {} accesses, {} events", bench.transactions(), 4'000'000, bench.events())};
}

BenchSample measure_coherent_transaction() {
  TrafficPattern pattern;
  pattern.shared.count = 64;
  pattern.shared_per_thousand = 1000;
  pattern.stores_per_thousand = 500;
  TrafficBench bench(platform(8), pattern, 400'000);
  const double best = fastest(5, [&] { return bench.run(); });
  return {best * 400'000 / static_cast<double>(bench.transactions()),
          fmt::format("{} transactions, {} snoops, {} events", bench.transactions(), bench.count(".l1d.snoops"),
                      bench.events())};
}

BenchSample measure_mix64_access() {
  TrafficPattern pattern;
  pattern.hot.count = 32;
  pattern.large.count = 1024;  // four times the first level
  pattern.shared.count = 64;
  pattern.large_per_thousand = 80;
  pattern.shared_per_thousand = 20;
  TrafficBench bench(platform(64), pattern, 1'280'000);
  const double best = fastest(5, [&] { return bench.run(); });
  return {best, fmt::format("{} transactions in {} accesses, {} reads of memory, {} events", bench.transactions(),
                            1'280'000, bench.count(".memory_reads"), bench.events())};
}

}  // namespace amoeba
