#include "amoeba/sims/cost_model/predicted_run.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

#include "amoeba/base/random.h"
#include "amoeba/cores/traffic/operation_traffic.h"
#include "amoeba/platforms/memory_system.h"

namespace amoeba {

namespace {

constexpr std::uint64_t kWarmUp = 16;
constexpr unsigned kStarts = 8;
constexpr Tick kLatestStart = 32;  // about as harts leave a barrier
constexpr Tick kPatience = 1'000'000'000;

std::vector<OperationStep> timed(const std::vector<RecordedStep>& recorded, const CoreLatencies& latencies,
                                 std::uint64_t offset) {
  std::vector<OperationStep> steps;
  for (const RecordedStep& step : recorded) {
    steps.push_back(
        {step.access, cycles(step.before, latencies), cycles(step.until_use, latencies), step.ends_operation});
    steps.back().access.address += offset;
  }
  return steps;
}

class AnalyticHarts : public sc_core::sc_module {
 public:
  AnalyticHarts(const std::vector<RecordedStep>& steps, const Configuration& configuration,
                const PredictedOperations& operations)
      : sc_module(sc_core::sc_module_name("analytic")),
        memory_("memory", configuration, PortUse::harts),
        random_(configuration.seed) {
    for (unsigned i = 0; i < configuration.harts; ++i) {
      const std::uint64_t offset = i % operations.objects * operations.stride;
      harts_.push_back(std::make_unique<OperationTraffic>(
          ("hart" + std::to_string(i)).c_str(),
          TrafficSource::Surroundings{memory_.scheduler(), memory_.tile_id(i), memory_.cluster().clock(),
                                      memory_.l1d(i), i, 1, false},
          timed(steps, core_latencies(configuration), offset)));
      harts_.back()->port.bind(memory_.data_port(i));
    }
    memory_.reset(configuration.seed);
  }

  // Ticks until the last hart has performed so many operations; each begins when it happens to.
  Tick perform(std::uint64_t operations) {
    const Tick begin = end_;
    for (const auto& hart : harts_) hart->begin(operations, begin + random_.below(kLatestStart));
    memory_.cluster().set_end(begin + kPatience);
    memory_.cluster().reschedule();
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    sc_core::sc_start(memory_.cluster().clock().delay_until(begin + kPatience), sc_core::SC_EXIT_ON_STARVATION);
    for (const auto& hart : harts_) {
      if (!hart->idle()) throw std::runtime_error("the predicted operations do not end: " + hart->waiting_for());
      end_ = std::max(end_, hart->last_completion());
    }
    return end_ - begin;
  }

 private:
  MemorySystem memory_;
  std::vector<std::unique_ptr<OperationTraffic>> harts_;
  Random random_;
  Tick end_ = 0;
};

}  // namespace

CoreLatencies core_latencies(const Configuration& configuration) {
  CoreLatencies latencies;
  latencies.load = configuration.l1d.hit_latency;
  latencies.multiply = configuration.multiply_latency;
  latencies.divide = configuration.divide_latency;
  latencies.csr = configuration.csr_latency;
  latencies.misprediction = configuration.mispredict_penalty;
  latencies.trap = configuration.trap_penalty;
  latencies.second_lookup = configuration.mmu.second_latency;
  return latencies;
}

double local_cycles_per_operation(const std::vector<RecordedStep>& steps, const CoreLatencies& latencies) {
  double sum = 0, operations = 0;
  for (const RecordedStep& step : steps) {
    sum += cycles(step.before, latencies);
    operations += step.ends_operation;
  }
  return operations == 0 ? 0 : sum / operations;
}

double predict_cycles_per_operation(const std::vector<RecordedStep>& steps, const Configuration& configuration,
                                    const PredictedOperations& operations) {
  AnalyticHarts harts(steps, configuration, operations);
  harts.perform(kWarmUp);
  Tick sum = 0;
  for (unsigned start = 0; start < kStarts; ++start) sum += harts.perform(operations.operations);
  return static_cast<double>(sum) / static_cast<double>(kStarts * operations.operations);
}

}  // namespace amoeba
