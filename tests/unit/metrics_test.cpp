#include "amoeba/sims/comparison/metrics.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "amoeba/platforms/system.h"
#include "amoeba/sims/comparison/comparison_json.h"

namespace amoeba {
namespace {

Measurement measurement() {
  Measurement measured;
  measured.roi_cycles = 1000;
  measured.roi.operations = 200;
  measured.roi.instructions = 1500;
  measured.roi.traps = 20;
  measured.roi.sc_failures[static_cast<unsigned>(ScFailure::none)] = 9999;  // successes are no failures
  measured.roi.sc_failures[static_cast<unsigned>(ScFailure::snooped)] = 300;
  measured.roi.sc_failures[static_cast<unsigned>(ScFailure::timeout)] = 100;
  measured.roi.cycles[static_cast<unsigned>(CycleKind::compute)] = 1600;
  measured.roi.cycles[static_cast<unsigned>(CycleKind::memory)] = 1400;
  measured.operation_latencies = {0, 0, 100, 98, 0, 2};
  measured.messages = 400;
  measured.message_bytes = 16000;
  measured.picojoules = 50000;
  return measured;
}

TEST(Metrics, AreRatesPerOperation) {
  const Metrics metrics = derive_metrics(measurement(), 4, 2'000'000'000);
  EXPECT_DOUBLE_EQ(metrics.cycles_per_operation, 20);  // 4 harts * 1000 cycles / 200 operations
  EXPECT_DOUBLE_EQ(metrics.operations_per_microsecond, 400);
  EXPECT_DOUBLE_EQ(metrics.instructions_per_operation, 7.5);
  EXPECT_DOUBLE_EQ(metrics.sc_failures_per_operation, 2);
  EXPECT_DOUBLE_EQ(metrics.sc_failures[static_cast<unsigned>(ScFailure::snooped)], 1.5);
  EXPECT_DOUBLE_EQ(metrics.traps_per_operation, 0.1);
  EXPECT_DOUBLE_EQ(metrics.messages_per_operation, 2);
  EXPECT_DOUBLE_EQ(metrics.message_bytes_per_operation, 80);
  EXPECT_DOUBLE_EQ(metrics.picojoules_per_operation, 250);
}

TEST(Metrics, CountCyclesOutsideTheHartsRegionAsIdle) {
  const Metrics metrics = derive_metrics(measurement(), 4, 1'000'000'000);
  EXPECT_DOUBLE_EQ(metrics.cycles[static_cast<unsigned>(CycleKind::compute)], 8);
  EXPECT_DOUBLE_EQ(metrics.cycles[static_cast<unsigned>(CycleKind::memory)], 7);
  EXPECT_DOUBLE_EQ(metrics.idle_cycles, 5);
}

TEST(Metrics, TakePercentilesFromTheHistogram) {
  const Metrics metrics = derive_metrics(measurement(), 4, 1'000'000'000);
  EXPECT_EQ(metrics.p50_latency, 2);
  EXPECT_EQ(metrics.p99_latency, 3);
  EXPECT_EQ(metrics.latency_limit, 5);
  EXPECT_EQ(percentile({}, 0.5), 0u);
  EXPECT_EQ(percentile({0, 0, 0, 7}, 0.01), 3u);
  EXPECT_EQ(percentile({99, 1}, 0.99), 0u);
  EXPECT_EQ(percentile({98, 2}, 0.99), 1u);
}

TEST(Metrics, FairnessIsJainsIndexOfTheRates) {
  EXPECT_DOUBLE_EQ(jain_index({3, 3, 3, 3}), 1);
  EXPECT_DOUBLE_EQ(jain_index({5, 0, 0, 0}), 0.25);
  EXPECT_DOUBLE_EQ(jain_index({}), 0);
  Measurement measured = measurement();
  measured.shares = {{100, 1000, 40, 30}, {100, 500, 70, 20}, {0, 0, 0, 0}};  // the third took no part
  const Metrics metrics = derive_metrics(measured, 3, 1'000'000'000);
  EXPECT_DOUBLE_EQ(metrics.fairness, jain_index({0.1, 0.2}));
  EXPECT_EQ(metrics.longest_operation, 70);
  EXPECT_EQ(metrics.longest_atomic, 30);
}

TEST(Metrics, StarvationIsALatencyFarBeyondTheMedian) {
  Metrics metrics;
  metrics.p50_latency = 10;
  metrics.longest_operation = 1000;
  EXPECT_EQ(starvation(metrics, 100), "");
  metrics.longest_operation = 1001;
  EXPECT_NE(starvation(metrics, 100), "");
  EXPECT_EQ(starvation(metrics, 200), "");
}

TEST(Metrics, NeedMarkedOperations) {
  Measurement unmarked = measurement();
  unmarked.roi.operations = 0;
  EXPECT_THROW(derive_metrics(unmarked, 1, 1'000'000'000), std::invalid_argument);
  unmarked = measurement();
  unmarked.roi_cycles = 0;
  EXPECT_THROW(derive_metrics(unmarked, 1, 1'000'000'000), std::invalid_argument);
}

TEST(Metrics, SurviveJsonToTheLastBit) {
  Measurement measured = measurement();
  measured.roi.operations = 7;  // quotients without a finite binary form
  const Metrics metrics = derive_metrics(measured, 3, 1'498'500'000);
  const auto text = metrics_to_json(metrics).dump();
  const Metrics read = metrics_from_json(nlohmann::ordered_json::parse(text));
  for (const MetricField& field : metric_fields()) EXPECT_EQ(read.*field.value, metrics.*field.value) << field.name;
  EXPECT_EQ(read.cycles, metrics.cycles);
  EXPECT_EQ(read.sc_failures, metrics.sc_failures);
  EXPECT_EQ(read.idle_cycles, metrics.idle_cycles);
  EXPECT_EQ(metrics_to_json(read).dump(), text);
}

}  // namespace
}  // namespace amoeba
