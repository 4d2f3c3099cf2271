// Systems on networks of routers at scale: they elaborate in little memory, every access is answered, every message
// arrives, and the mode of the scheduler changes nothing.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <memory>
#include <string>
#include <vector>

#include "../isolated.h"
#include "amoeba/cores/traffic/pattern_traffic.h"
#include "amoeba/platforms/memory_system.h"

namespace amoeba {
namespace {

Configuration mesh_of(unsigned harts) {
  Configuration c;
  c.harts = harts;
  c.home_nodes = 64;
  c.slice_bytes = 64 * 1024;
  c.memory_channels = 8;
  c.network.topology = "mesh";
  c.network.memory_placement = "edges";
  return c;
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// A stream of few accesses on every data port, half of them to lines that all share.
class Streams {
 public:
  explicit Streams(const Configuration& configuration) : memory_("memory", configuration, PortUse::harts) {
    TrafficPattern pattern;
    pattern.shared = {configuration.memory_base, 32};
    pattern.shared_per_thousand = 500;
    pattern.amos_per_thousand = 200;
    pattern.accesses = 20;
    for (unsigned i = 0; i < configuration.harts; ++i) {
      pattern.hot = {configuration.memory_base + (i + 1) * 0x1000, 8};
      const TrafficSource::Surroundings around{
          memory_.scheduler(), memory_.tile_id(i), memory_.cluster().clock(), memory_.l1d(i), i, 2, true};
      sources_.push_back(std::make_unique<PatternTraffic>(("stream" + std::to_string(i)).c_str(), around, pattern));
      sources_.back()->port.bind(memory_.data_port(i));
    }
    memory_.register_statistics(registry_);
    memory_.reset(1);
    memory_.cluster().set_end(kNever);
  }
  // What went wrong; empty when nothing did.
  std::string run() {
    sc_core::sc_start();
    for (const auto& source : sources_)
      if (!source->idle()) return "deadlock:\n" + memory_.scheduler().deadlock_report();
    return memory_.scheduler().quiescent() ? "" : "messages are left over";
  }
  std::string picture() const {
    std::string text;
    for (const auto& source : sources_) text += std::to_string(source->last_completion()) + " ";
    for (const Statistic* statistic : registry_.all())
      text += "\n" + statistic->name + " " + std::to_string(statistic->value());
    return text;
  }

 private:
  MemorySystem memory_;
  std::vector<std::unique_ptr<PatternTraffic>> sources_;
  StatisticsRegistry registry_;
};

class LargeMesh : public testing::TestWithParam<unsigned> {};

TEST_P(LargeMesh, AnswersEveryAccessInBoundedMemory) {
  const unsigned harts = GetParam();
  const std::string trouble = run_isolated([harts]() -> std::string {
    Streams streams(mesh_of(harts));
    if (std::string fault = streams.run(); !fault.empty()) return fault;
    const double limit = 100 + 0.5 * harts;  // a tile has 32 KiB of caches, and its share of routers and ports
    return peak_megabytes() < limit ? "" : std::to_string(peak_megabytes()) + " MiB";
  });
  EXPECT_EQ(trouble, "");
}
INSTANTIATE_TEST_SUITE_P(Harts, LargeMesh, testing::Values(64u, 256u, 1024u));

class EveryTopology : public testing::TestWithParam<const char*> {};

TEST_P(EveryTopology, GivesTheSameInEveryMode) {
  const auto outcome = [](bool strict, const char* queue) {
    return run_isolated([=]() -> std::string {
      Configuration c = mesh_of(64);
      c.network.topology = GetParam();
      if (c.network.topology == "crossbar with sender ports") {
        c.network.topology = "crossbar";
        c.crossbar_sender_ports = true;
      }
      if (c.network.topology == "ring with dateline") {
        c.network.topology = "ring";
        c.network.dateline = true;
      }
      c.network.chiplets = 4;
      c.network.concentration = c.network.topology == "clusters" ? 16 : 1;
      c.strict = strict;
      c.queue = queue;
      Streams streams(c);
      const std::string fault = streams.run();
      return fault.empty() ? streams.picture() : "fault: " + fault;
    });
  };
  const std::string reference = outcome(false, "wheel");
  EXPECT_EQ(reference.find("fault"), std::string::npos) << reference;
  EXPECT_EQ(outcome(true, "wheel"), reference);
  EXPECT_EQ(outcome(false, "heap"), reference);
}
INSTANTIATE_TEST_SUITE_P(Topologies, EveryTopology,
                         testing::Values("crossbar", "crossbar with sender ports", "ring", "ring with dateline", "mesh",
                                         "chiplets", "clusters"));

// The same accesses take longer when everybody is farther away.
TEST(Networks, DistanceCosts) {
  const auto end = [](unsigned link_latency) {
    return run_isolated([=]() -> std::string {
      Configuration c = mesh_of(64);
      c.network.link_latency = link_latency;
      Streams streams(c);
      return streams.run().empty() ? streams.picture().substr(0, streams.picture().find(' ')) : "fault";
    });
  };
  EXPECT_LT(std::stoul(end(1)), std::stoul(end(20)));
}

}  // namespace
}  // namespace amoeba
