// Every preset and every topology runs real programs, the same with lookahead and with every access scheduled.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "../isolated.h"
#include "amoeba/platforms/description.h"
#include "amoeba/platforms/system.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

std::string picture(System& system, const char* kernel, const char* variant) {
  const WorkloadImage image = find_workload(kernel, variant);
  system.load(image.data, image.size);
  const Measurement m = system.run(20'000'000);
  std::string text = (m.end == RunEnd::exited && m.exit_code == 0 ? "passed " : "failed ") +
                     std::to_string(m.total_cycles) + " cycles";
  for (const Statistic* statistic : system.statistics().all())
    text += " " + statistic->name + "=" + std::to_string(statistic->value());
  return text;
}

// Everything that a run measures, in a process of its own; with `again`, of a second run of the same system.
std::string measured(Configuration configuration, const char* kernel, const char* variant, bool again = false) {
  return run_isolated([&] {
    configuration.isa = workload_variant(variant).hart_isa;
    System system(configuration);
    std::string text = picture(system, kernel, variant);
    if (!again) return text;
    system.reset(configuration.seed);
    return picture(system, kernel, variant);
  });
}

void expect_same_in_both_modes(const Configuration& configuration) {
  for (const char* variant : {"zabha_zacas", "lrsc", "trap-m"}) {
    const std::string text = measured(configuration, "mixed-race", variant);
    EXPECT_EQ(text.substr(0, 7), "passed ") << text.substr(0, 200);
    Configuration strict = configuration;
    strict.strict = true;
    EXPECT_EQ(measured(strict, "mixed-race", variant), text);
  }
}

TEST(Presets, RunRealPrograms) {
  for (const auto& entry : std::filesystem::directory_iterator(AMOEBA_PRESETS)) {
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    Configuration configuration;
    read_description(text.str(), entry.path().filename().string(), configuration);
    expect_same_in_both_modes(configuration);
  }
}

TEST(PrivateL2, RunsRealPrograms) {
  for (const char* inclusion : {"inclusive", "exclusive", "non-inclusive"}) {
    SCOPED_TRACE(inclusion);
    Configuration configuration;
    configuration.harts = 2;
    configuration.l1d.bytes = configuration.l1i.bytes = 1024;
    configuration.l2.bytes = 4096;
    configuration.l2.inclusion = inclusion;
    configuration.l1d_array.prefetcher = "stride";
    configuration.slice_inclusion = "inclusive";
    configuration.slice_bytes = 4096;
    expect_same_in_both_modes(configuration);
  }
}

// A store that waited for room found the whole buffer drained in one tick and went back in time.
TEST(StoreBuffer, MayBeAsShortAsTwoEntries) {
  Configuration configuration;
  configuration.harts = 2;
  configuration.store_buffer_entries = 2;
  expect_same_in_both_modes(configuration);
}

struct Place {
  const char* topology;
  const char* placement;
};

void PrintTo(const Place& place, std::ostream* out) {
  *out << place.topology << ", " << place.placement;
}

std::vector<Place> every_place() {
  std::vector<Place> places;
  for (const char* topology : {"crossbar", "ring", "mesh", "chiplets", "clusters"})
    for (const char* placement : {"all-near", "present-near", "all-far", "adaptive"})
      places.push_back({topology, placement});
  return places;
}

class EveryTopology : public testing::TestWithParam<Place> {};

TEST_P(EveryTopology, RunsProgramsAlikeInEveryModeAndAgain) {
  Configuration configuration;
  configuration.harts = 12;
  configuration.home_nodes = 4;
  configuration.memory_channels = 2;
  configuration.placement = GetParam().placement;
  configuration.network.topology = GetParam().topology;
  configuration.network.chiplets = 3;
  configuration.network.concentration = configuration.network.topology == std::string("clusters") ? 4 : 2;
  configuration.network.buffers = 2;
  for (const char* variant : {"zabha", "lrsc"}) {
    const std::string text = measured(configuration, "mixed-race", variant);
    EXPECT_EQ(text.substr(0, 7), "passed ") << text.substr(0, 200);
    EXPECT_EQ(measured(configuration, "mixed-race", variant), text) << "run once more";
    EXPECT_EQ(measured(configuration, "mixed-race", variant, true), text) << "run after a reset";
    Configuration strict = configuration, heap = configuration;
    strict.strict = true;
    heap.queue = "heap";
    EXPECT_EQ(measured(strict, "mixed-race", variant), text) << "strict";
    EXPECT_EQ(measured(heap, "mixed-race", variant), text) << "heap";
  }
}
INSTANTIATE_TEST_SUITE_P(Placements, EveryTopology, testing::ValuesIn(every_place()));

}  // namespace
}  // namespace amoeba
