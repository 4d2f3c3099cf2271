// A small comparison with round figures: two kernels, three variants, one and eight harts.
#pragma once
#include "amoeba/sims/comparison/comparison.h"

namespace amoeba {

inline Metrics example_metrics(double cycles, double instructions, double sc_failures, unsigned harts) {
  Metrics metrics;
  metrics.operations = 1000;
  metrics.cycles_per_operation = cycles;
  metrics.operations_per_microsecond = 1000.0 * harts / cycles;
  metrics.p50_latency = cycles;
  metrics.p99_latency = 2 * cycles;
  metrics.latency_limit = 4095;
  metrics.instructions_per_operation = instructions;
  metrics.sc_failures_per_operation = sc_failures;
  metrics.sc_failures[static_cast<unsigned>(ScFailure::snooped)] = 0.75 * sc_failures;
  metrics.sc_failures[static_cast<unsigned>(ScFailure::timeout)] = 0.25 * sc_failures;
  metrics.cycles[static_cast<unsigned>(CycleKind::compute)] = instructions;
  metrics.cycles[static_cast<unsigned>(CycleKind::sc_retry)] = cycles - instructions;
  return metrics;
}

inline Comparison example_comparison() {
  Comparison comparison;
  comparison.version = "1.2.3";
  comparison.contention = "kernel";
  comparison.seed = 1;
  comparison.kernels = {"counter", "lock"};
  comparison.variants = {"zabha", "lrsc", "wordamo"};
  comparison.policies = {"all-near"};
  comparison.harts = {1, 8};
  comparison.configuration = {{"l1d.bytes", "16KiB", "bytes", "default: assumed", "Capacity."}};
  for (const std::string& kernel : comparison.kernels) {
    for (const unsigned harts : comparison.harts) {
      const double waiting = harts == 8 ? 40 : 0;
      comparison.results.push_back({{kernel, "zabha", harts, "all-near"},
                                    PointStatus::measured,
                                    "",
                                    example_metrics(10 + waiting, 5, 0, harts)});
      comparison.results.push_back({{kernel, "lrsc", harts, "all-near"},
                                    PointStatus::measured,
                                    "",
                                    example_metrics(20 + 2 * waiting, 15, waiting / 20, harts)});
      comparison.results.push_back(
          {{kernel, "wordamo", harts, "all-near"}, PointStatus::unavailable, "no <sub-word> add", {}});
    }
  }
  return comparison;
}

}  // namespace amoeba
