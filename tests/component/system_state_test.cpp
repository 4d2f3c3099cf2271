// Saving, restoring and restarting whole systems: what was restored goes on exactly as what was saved.
#include <gtest/gtest.h>

#include <string>

#include "../isolated.h"
#include "amoeba/platforms/system.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kMaxCycles = 20'000'000;

// Everything measured and counted, as text.
std::string picture(const Measurement& m, const StatisticsRegistry& statistics) {
  std::string text = "end " + std::to_string(static_cast<int>(m.end)) + " code " + std::to_string(m.exit_code) +
                     " cycles " + std::to_string(m.total_cycles) + " region " + std::to_string(m.roi_cycles) +
                     " messages " + std::to_string(m.messages) + " operations " + std::to_string(m.roi.operations);
  for (const Statistic* statistic : statistics.all())
    text += "\n" + statistic->name + " " + std::to_string(statistic->value());
  return text;
}

std::string finish(System& system) {
  const Measurement m = system.run(kMaxCycles);
  return picture(m, system.statistics());
}

void load(System& system, const char* kernel, const char* variant) {
  const WorkloadImage image = find_workload(kernel, variant);
  system.load(image.data, image.size);
}

Configuration small_configuration(unsigned harts, const char* memory = "fixed", const char* topology = "crossbar") {
  Configuration configuration;
  configuration.harts = harts;
  configuration.memory_model = memory;
  configuration.network.topology = topology;
  return configuration;
}

struct Case {
  unsigned harts;
  const char* kernel;
  const char* variant;
  std::uint64_t cycles;
  const char* memory = "fixed";
  const char* topology = "crossbar";
  const char* core = "inorder";
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.kernel << "." << c.variant << " on " << c.harts << " harts, memory " << c.memory << ", " << c.topology;
}

// What is wrong with a run that goes on from a saved state; empty when it goes on as the original.
std::string compare_restored(const Configuration& configuration, const Case& c) {
  return run_isolated([&]() -> std::string {
    System system(configuration);
    load(system, c.kernel, c.variant);
    if (system.run(c.cycles).end != RunEnd::max_cycles) return "the program ended before it was saved";
    const std::vector<std::byte> state = system.save();
    const std::string original = finish(system);
    if (original.find("end 0 code 0 ") != 0) return "the program failed: " + original.substr(0, 80);
    system.restore(state);
    const std::string again = finish(system);
    return again == original ? "" : "the restored run differs:\n" + original + "\n---\n" + again;
  });
}

class SavedSystem : public testing::TestWithParam<Case> {};

TEST_P(SavedSystem, GoesOnAsTheOriginal) {
  const Case& c = GetParam();
  Configuration configuration = small_configuration(c.harts, c.memory, c.topology);
  configuration.core = c.core;
  configuration.order.issue_jitter = configuration.order.drain_jitter = 5;
  EXPECT_EQ(compare_restored(configuration, c), "");
}

// What the options keep beside lines: strides seen, banks and ports that are busy.
TEST(SavedSystem, GoesOnWithPrefetchersBanksAndPorts) {
  const Case c{4, "queued-lock", "lrsc", 30000};
  Configuration configuration = small_configuration(c.harts);
  configuration.l1d.bytes = configuration.l1i.bytes = 1024;
  configuration.l2.bytes = 4096;
  configuration.l2.prefetcher = "stride";
  configuration.l2.banks = 1;
  configuration.l2.ports = 1;
  configuration.l2.bank_cycles = 10;
  configuration.crossbar_sender_ports = true;
  EXPECT_EQ(compare_restored(configuration, c), "");
}

TEST(SavedSystem, GoesOnWithADateline) {
  const Case c{4, "shared-counter", "lrsc", 10000, "ddr5-4800", "ring"};
  Configuration configuration = small_configuration(c.harts, c.memory, c.topology);
  configuration.network.dateline = true;
  EXPECT_EQ(compare_restored(configuration, c), "");
}

INSTANTIATE_TEST_SUITE_P(Programs, SavedSystem,
                         testing::Values(Case{1, "mixed-race", "lrsc", 3000}, Case{1, "histogram", "trap-m", 20000},
                                         Case{2, "private-counter", "zabha", 1400},
                                         Case{4, "queued-lock", "lrsc", 30000},
                                         Case{2, "private-counter", "zabha", 1400, "ddr5-4800"},
                                         Case{4, "queued-lock", "lrsc", 30000, "lpddr5-6400"},
                                         Case{4, "queued-lock", "lrsc", 30000, "fixed", "mesh"},
                                         Case{4, "shared-counter", "lrsc", 10000, "ddr5-4800", "ring"},
                                         Case{1, "mixed-race", "lrsc", 3000, "fixed", "crossbar", "ooo"},
                                         Case{1, "histogram", "trap-m", 20000, "fixed", "crossbar", "ooo"},
                                         Case{2, "private-counter", "zabha", 1400, "fixed", "crossbar", "ooo"},
                                         Case{4, "queued-lock", "lrsc", 30000, "fixed", "crossbar", "ooo"}));

class RestartedSystem : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Cores, RestartedSystem, testing::Values("inorder", "ooo"));

TEST_P(RestartedSystem, RunsTheSameAgain) {
  const std::string trouble = run_isolated([]() -> std::string {
    Configuration configuration = small_configuration(4);
    configuration.core = GetParam();
    System system(configuration);
    load(system, "compact-flags", "lrsc");
    const std::string first = finish(system);
    system.reset(1);
    load(system, "compact-flags", "lrsc");
    if (finish(system) != first) return "a second run with the same seed differs";
    system.reset(2);
    load(system, "compact-flags", "lrsc");
    return finish(system) == first ? "another seed changes nothing" : "";
  });
  EXPECT_EQ(trouble, "");
}

TEST(SavedSystem, RefusesAStateThatEndsEarly) {
  const std::string trouble = run_isolated([]() -> std::string {
    System system(small_configuration(1));
    load(system, "private-counter", "zabha");
    std::vector<std::byte> state = system.save();
    state.resize(state.size() / 2);
    try {
      system.restore(state);
    } catch (const std::runtime_error&) {
      return "";
    }
    return "half a state was accepted";
  });
  EXPECT_EQ(trouble, "");
}

}  // namespace
}  // namespace amoeba
