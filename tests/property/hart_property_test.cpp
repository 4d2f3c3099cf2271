// Random programs on the harts of both pipelines: the same results as a plain interpreter whatever the memory does, and
// the same timing to the last tick wherever the horizon cuts.
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <sstream>
#include <string>

#include "../component/hart_bench.h"
#include "random_program.h"
#include "reference_hart.h"

namespace amoeba {
namespace {

std::vector<std::byte> padded(const RandomProgram& program) {
  std::vector<std::byte> image = program.image();
  image.resize(kMemoryBytes);
  return image;
}

MemoryBehaviour behaviour_of(std::uint64_t seed) {
  Random random(seed, 5);
  MemoryBehaviour b;
  b.hit_latency = 1 + random.below(4);
  b.least_latency = 1 + random.below(40);
  b.latency_spread = random.below(60);
  b.quick_percent = static_cast<unsigned>(random.below(3) * 40);
  b.limit = 1 + static_cast<unsigned>(random.below(5));
  b.evict_percent = static_cast<unsigned>(random.below(3) * 30);
  b.leases = random.below(8) != 0;
  return b;
}

void set_up(HartBench& bench, std::uint64_t seed) {
  bench.code->behaviour = bench.data->behaviour = behaviour_of(seed);
  Random random(seed, 6);
  bench.disturber->mean = random.below(3) == 0 ? 0 : 5 + random.below(200);
  bench.disturber->most = 400;
}

// Everything that a run leaves behind, as text.
std::string state_of(HartBench& bench) {
  std::ostringstream text;
  for (unsigned r = 0; r <= 32; ++r) text << bench.hart->read_register(r) << ' ';
  for (const bool region : {false, true}) {
    const HartCounters& c = bench.hart->counters(region);
    text << "\ncounters " << c.instructions << ' ' << c.loads << ' ' << c.stores << ' ' << c.atomics << ' '
         << c.load_reserved << ' ' << c.store_conditional << ' ' << c.traps << ' ' << c.branches_mispredicted << ' '
         << c.operations;
    for (const auto failures : c.sc_failures) text << ' ' << failures;
    for (const auto cycles : c.cycles) text << ' ' << cycles;
  }
  text << "\nregion " << bench.hart->roi_begin() << ' ' << bench.hart->roi_end() << "\noperations";
  const auto& histogram = bench.hart->operation_latencies();
  for (std::size_t bin = 0; bin < histogram.size(); ++bin)
    if (histogram[bin] > 0) text << ' ' << bin << ':' << histogram[bin];
  for (const TestPort* port : {bench.code.get(), bench.data.get()}) {
    text << "\nport " << port->recency << ' ' << port->hit_record.hits[0] << ' ' << port->hit_record.hits[1] << ' '
         << port->requests << ' ' << port->withdrawals;
    for (const auto& [address, line] : port->lines) text << ' ' << address << ':' << line.held;
    for (const auto& s : port->served) text << ' ' << s.begin << '-' << s.end << '@' << s.address;
  }
  return text.str();
}

// --------------------------------------------------------------------------------------------- which hart, on which
// bench

struct Pipeline {
  const char* label;
  std::unique_ptr<HartBench> (*bench)();
};

std::ostream& operator<<(std::ostream& out, const Pipeline& pipeline) {
  return out << pipeline.label;
}

std::unique_ptr<HartBench> inorder() {
  return std::make_unique<HartBench>();
}
std::unique_ptr<HartBench> inorder_merging() {
  return std::make_unique<HartBench>(HartBench::default_configuration(), 8);
}
std::unique_ptr<HartBench> inorder_strong() {
  HartConfiguration strong = HartBench::default_configuration();
  strong.order.model = MemoryModel::ztso;
  strong.order.acquire_release = AcquireRelease::drain;
  return std::make_unique<HartBench>(strong);
}
std::unique_ptr<HartBench> ooo() {
  return std::make_unique<HartBench>(HartBench::ooo_configuration());
}
std::unique_ptr<HartBench> ooo_merging() {
  OooConfiguration wide = HartBench::ooo_configuration();
  wide.width = 4;
  wide.window = 128;
  wide.memory.load_ports = 2;
  return std::make_unique<HartBench>(wide, 8);
}
// Everything that lets accesses overtake each other.
std::unique_ptr<HartBench> ooo_relaxed() {
  OooConfiguration relaxed = HartBench::ooo_configuration();
  relaxed.memory.relaxed_drain = relaxed.memory.write_combining = true;
  relaxed.memory.early_atomics = relaxed.memory.early_stores = relaxed.memory.merged_forwarding = true;
  relaxed.memory.outstanding_atomics = 4;
  relaxed.memory.issue_jitter = 9;
  relaxed.memory.drain_delay = 3;
  relaxed.memory.drain_jitter = 40;
  return std::make_unique<HartBench>(relaxed);
}
std::unique_ptr<HartBench> ooo_strong() {
  OooConfiguration strong = HartBench::ooo_configuration();
  strong.memory.order.model = MemoryModel::sc;
  strong.memory.order.acquire_release = AcquireRelease::drain;
  strong.width = 1;
  strong.window = 16;
  return std::make_unique<HartBench>(strong);
}

class HartProperty : public testing::TestWithParam<Pipeline> {
 protected:
  std::unique_ptr<HartBench> bench_ = GetParam().bench();
  HartBench& bench = *bench_;
};

INSTANTIATE_TEST_SUITE_P(Pipelines, HartProperty,
                         testing::Values(Pipeline{"InOrder", inorder}, Pipeline{"InOrderMerging", inorder_merging},
                                         Pipeline{"InOrderStrong", inorder_strong}, Pipeline{"OutOfOrder", ooo},
                                         Pipeline{"OutOfOrderMerging", ooo_merging},
                                         Pipeline{"OutOfOrderRelaxed", ooo_relaxed},
                                         Pipeline{"OutOfOrderStrong", ooo_strong}),
                         [](const auto& name) { return std::string(name.param.label); });

// SC may fail for reasons of the memory system; then the interpreter is no oracle.
bool comparable(const HartBench& bench) {
  for (const bool region : {false, true}) {
    const auto& failures = bench.hart->counters(region).sc_failures;
    if (failures[static_cast<unsigned>(ScFailure::snooped)] > 0) return false;
  }
  return true;
}

TEST_P(HartProperty, AgreesWithAPlainInterpreter) {
  unsigned compared = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const RandomProgram program(seed, 200);
    const auto image = padded(program);
    set_up(bench, seed);
    bench.reset(image, seed);
    bench.run(3'000'000);
    ReferenceHart reference(image, kMemoryBase, all_extensions());
    ASSERT_TRUE(reference.run(100'000)) << "seed " << seed;
    if (!comparable(bench)) continue;
    ++compared;
    // The hart stays in wfi, which the reference has passed.
    ASSERT_EQ(bench.hart->read_register(32) + 4, reference.pc) << "seed " << seed << "\n" << bench.hart->waiting_for();
    for (unsigned r = 1; r < 32; ++r)
      ASSERT_EQ(bench.hart->read_register(r), reference.x[r]) << "x" << r << ", seed " << seed;
    ASSERT_TRUE(bench.memory == reference.memory) << "seed " << seed;
    ASSERT_EQ(bench.hart->counters(false).instructions + bench.hart->counters(true).instructions + 1, reference.retired)
        << "seed " << seed;
  }
  EXPECT_GT(compared, 150u);
}

void expect_time_without_horizon(HartBench& bench, std::uint64_t seeds) {
  std::uint64_t traps = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto image = padded(RandomProgram(seed + 5000, 150));
    set_up(bench, seed);
    bench.disturber->interrupts = seed % 2 == 0;
    bench.scheduler.set_strict(true);
    bench.reset(image, seed);
    bench.run(3'000'000);
    const std::string strict = state_of(bench);
    bench.scheduler.set_strict(false);
    bench.reset(image, seed);
    bench.run(3'000'000);
    ASSERT_EQ(strict, state_of(bench)) << "lookahead, seed " << seed;
    for (const Tick widest : {3u, 17u, 200u}) {
      bench.reset(image, seed);
      bench.run_in_windows(seed, widest, 3'000'000);
      ASSERT_EQ(strict, state_of(bench)) << "windows up to " << widest << ", seed " << seed;
    }
    traps += bench.hart->counters(true).traps;
  }
  EXPECT_GT(traps, 1000u * seeds / 150);
}

TEST_P(HartProperty, TimeDoesNotDependOnTheHorizon) {
  expect_time_without_horizon(bench, 100);
}

TEST_P(HartProperty, TracesAreIdenticalInStrictModeAndDoNotDisturb) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto image = padded(RandomProgram(seed + 9000, 120));
    set_up(bench, seed);
    bench.hart->set_trace({});
    bench.reset(image, seed);
    bench.run(3'000'000);
    const std::string untraced = state_of(bench);
    std::string traces[2];
    for (const bool strict : {false, true}) {
      bench.scheduler.set_strict(strict);
      bench.hart->set_trace([&](Tick at, unsigned hart, HartMode mode, std::uint64_t pc, std::uint32_t raw,
                                const std::string& text) {
        std::ostringstream line;
        line << at << ' ' << hart << ' ' << name(mode) << ' ' << std::hex << pc << ' ' << raw << ' ' << text << '\n';
        traces[strict] += line.str();
      });
      bench.reset(image, seed);
      bench.run(3'000'000);
      ASSERT_EQ(untraced, state_of(bench)) << "seed " << seed;
    }
    bench.scheduler.set_strict(false);
    ASSERT_EQ(traces[0], traces[1]) << "seed " << seed;
    const auto lines = static_cast<std::uint64_t>(std::count(traces[0].begin(), traces[0].end(), '\n'));
    ASSERT_EQ(lines, bench.hart->counters(false).instructions + bench.hart->counters(true).instructions);
  }
}

// Every cycle between the markers belongs to exactly one kind.
TEST_P(HartProperty, CyclesOfTheRegionAddUp) {
  std::array<std::uint64_t, kCycleKinds> seen{};
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const auto image = padded(RandomProgram(seed + 700, 200));
    set_up(bench, seed);
    bench.reset(image, seed);
    bench.run(3'000'000);
    std::uint64_t sum = 0;
    for (unsigned kind = 0; kind < kCycleKinds; ++kind) {
      const std::uint64_t cycles = bench.hart->counters(true).cycles[kind];
      ASSERT_LT(cycles, 3'000'000u) << "kind " << kind << ", seed " << seed;
      sum += cycles;
      seen[kind] += cycles;
    }
    ASSERT_EQ(sum, bench.hart->roi_end() - bench.hart->roi_begin()) << "seed " << seed;
  }
  for (unsigned kind = 0; kind < kCycleKinds; ++kind) EXPECT_GT(seen[kind], 0u) << "kind " << kind;
}

}  // namespace
}  // namespace amoeba
