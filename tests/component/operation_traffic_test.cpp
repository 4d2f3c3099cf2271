// Harts in analytic mode: accesses to shared memory with recorded work in between.
#include "amoeba/cores/traffic/operation_traffic.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "../isolated.h"
#include "amoeba/platforms/memory_system.h"
#include "scripted_traffic.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kWord = 0x8000'0000;

OperationStep step(TrafficAccess access, double before, double until_use, bool ends) {
  access.alone = true;
  return {access, before, until_use, ends};
}

struct Outcome {
  double cycles = 0;  // per operation
  std::uint64_t sc_failures = 0;
};

// Warm; on the embedded platform.
Outcome perform(const std::vector<OperationStep>& steps, unsigned harts, std::uint64_t operations) {
  Configuration configuration;
  configuration.harts = harts;
  MemorySystem memory("memory", configuration, PortUse::harts);
  std::vector<std::unique_ptr<OperationTraffic>> sources;
  for (unsigned i = 0; i < harts; ++i) {
    const TrafficSource::Surroundings around{
        memory.scheduler(), memory.tile_id(i), memory.cluster().clock(), memory.l1d(i), i, 1, false};
    sources.push_back(std::make_unique<OperationTraffic>(("hart" + std::to_string(i)).c_str(), around, steps));
    sources[i]->port.bind(memory.data_port(i));
  }
  memory.reset(1);
  Tick begin = 0, end = 0;
  for (const std::uint64_t count : {std::uint64_t{8}, operations}) {
    begin = end;
    for (const auto& source : sources) source->begin(count, begin);
    memory.cluster().reschedule();
    sc_core::sc_start();
    for (const auto& source : sources) end = std::max(end, source->last_completion());
  }
  Outcome outcome{static_cast<double>(end - begin) / static_cast<double>(operations), 0};
  for (const auto& source : sources) outcome.sc_failures += source->sc_failures();
  return outcome;
}

double cycles_of(const std::vector<OperationStep>& steps) {
  return std::stod(run_isolated([&] { return std::to_string(perform(steps, 1, 1000).cycles); }));
}

// A near AMO on a held line takes 2 cycles to hit and 2 for the operation.
TEST(OperationTraffic, WorkBehindAnAmoOverlapsWithItUntilItsValueIsNeeded) {
  const TrafficAccess add = atomic_of(AtomicOp::add, kWord, 1);
  EXPECT_NEAR(cycles_of({step(add, 100, 100, true)}), 100, 0.1);
  EXPECT_NEAR(cycles_of({step(add, 100, 1, true)}), 103, 0.1) << "the next instruction waits for it";
  EXPECT_NEAR(cycles_of({step(add, 1, 1, true)}), 4, 0.1) << "one atomic at a time";
}

TEST(OperationTraffic, FractionsOfCyclesAddUp) {
  const TrafficAccess add = atomic_of(AtomicOp::add, kWord, 1);
  EXPECT_NEAR(cycles_of({step(add, 100.25, 100.25, true)}), 100.25, 0.1);
}

TEST(OperationTraffic, AnScHoldsTheHart) {
  const TrafficAccess lr = atomic_of(AtomicOp::lr, kWord, 0, 0, 4), sc = atomic_of(AtomicOp::sc, kWord, 0, 0, 4);
  const double apart = cycles_of({step(lr, 50, 50, false), step(sc, 50, 50, true)});
  EXPECT_NEAR(cycles_of({step(lr, 60, 50, false), step(sc, 50, 50, true)}), apart + 10, 0.1);
  EXPECT_GT(apart, 100) << "the SC's latency shows";
}

TEST(OperationTraffic, FailedScsGoBackToTheirLr) {
  const TrafficAccess lr = atomic_of(AtomicOp::lr, kWord, 0, 0, 4), sc = atomic_of(AtomicOp::sc, kWord, 0, 0, 4);
  EXPECT_EQ(run_isolated([&] {
              const std::vector<OperationStep> steps{step(lr, 5, 1, false), step(sc, 5, 1, true)};
              const Outcome alone = perform(steps, 1, 200);
              return alone.sc_failures == 0 ? "" : "an SC failed without a rival";
            }),
            "");
  EXPECT_EQ(run_isolated([&] {
              const std::vector<OperationStep> steps{step(lr, 5, 1, false), step(sc, 200, 200, true)};
              const Outcome contended = perform(steps, 4, 200);
              return contended.sc_failures > 100 ? "" : "no SC failed though harts hold their lines for long";
            }),
            "");
}

// The load is the expected value: an LR that finds another one starts over, so that less operations go by in the time.
TEST(OperationTraffic, ACompareAndSwapStartsOverWhenTheValueChanged) {
  TrafficAccess load = load_of(kWord, 0, 8);
  const TrafficAccess lr = atomic_of(AtomicOp::lr, kWord), sc = atomic_of(AtomicOp::sc, kWord);
  const std::vector<OperationStep> compares{step(load, 5, 1, false), step(lr, 100, 1, false), step(sc, 2, 1, true)};
  load.address += 64;
  const std::vector<OperationStep> does_not{step(load, 5, 1, false), step(lr, 100, 1, false), step(sc, 2, 1, true)};
  const auto contended = [](const std::vector<OperationStep>& steps) {
    return std::stod(run_isolated([&] { return std::to_string(perform(steps, 8, 200).cycles); }));
  };
  EXPECT_GT(contended(compares), 1.2 * contended(does_not));
}

}  // namespace
}  // namespace amoeba
