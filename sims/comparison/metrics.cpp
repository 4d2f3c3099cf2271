#include "amoeba/sims/comparison/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "amoeba/platforms/system.h"

namespace amoeba {

const std::array<const char*, kCycleKinds> kCycleKindNames = {"compute", "L1",       "L2/home", "interconnect",
                                                              "memory",  "SC retry", "trap"};
const std::array<const char*, kScFailures> kScFailureNames = {"none",    "no reservation",   "snooped", "evicted",
                                                              "timeout", "address mismatch", "trap"};
const std::array<const char*, kScFailures> kScFailureMeanings = {"the SC succeeded",
                                                                 "no LR had made a reservation",
                                                                 "another hart's access took the reserved line away",
                                                                 "the reserved line was evicted from the cache",
                                                                 "the reservation lapsed after its timeout",
                                                                 "the SC addressed bytes outside the reservation set",
                                                                 "a trap between LR and SC dropped the reservation"};

const std::vector<MetricField>& metric_fields() {
  static const std::vector<MetricField> fields = {
      {"cycles_per_operation", "cycles/op", "cycles", "Cycles that one hart spends per operation.",
       &Metrics::cycles_per_operation},
      {"operations_per_microsecond", "ops/us", "1/us", "Operations of all harts per microsecond of simulated time.",
       &Metrics::operations_per_microsecond},
      {"p50_latency", "p50", "cycles", "Half of the operations take at most this long.", &Metrics::p50_latency},
      {"p99_latency", "p99", "cycles", "99 % of the operations take at most this long.", &Metrics::p99_latency},
      {"longest_operation", "longest", "cycles", "The longest operation of any hart.", &Metrics::longest_operation},
      {"longest_atomic", "atomic", "cycles",
       "The longest AMO, from issue to result, or LR/SC, from the first LR to the SC that succeeds, of any hart.",
       &Metrics::longest_atomic},
      {"fairness", "Jain", "",
       "Jain's fairness index of the harts' rates of operations: 1 when all are equal, 1/harts when one does all.",
       &Metrics::fairness},
      {"instructions_per_operation", "instr/op", "instructions", "Instructions retired per operation.",
       &Metrics::instructions_per_operation},
      {"sc_failures_per_operation", "SC fail/op", "failures", "Store-conditionals that failed, per operation.",
       &Metrics::sc_failures_per_operation},
      {"traps_per_operation", "traps/op", "traps", "Traps taken per operation.", &Metrics::traps_per_operation},
      {"messages_per_operation", "msgs/op", "messages", "Coherence messages per operation.",
       &Metrics::messages_per_operation},
      {"message_bytes_per_operation", "bytes/op", "bytes",
       "Bytes of coherence messages per operation, headers included.", &Metrics::message_bytes_per_operation},
      {"picojoules_per_operation", "pJ/op", "pJ",
       "Estimated energy per operation: event counts times the energy coefficients of the configuration.",
       &Metrics::picojoules_per_operation},
      {"tlb_misses_per_operation", "TLB miss/op", "misses", "Misses of the first-level TLBs per operation.",
       &Metrics::tlb_misses_per_operation, true},
      {"table_reads_per_operation", "walk reads/op", "reads",
       "Page-table entries that walks read per operation, those of both stages in a guest.",
       &Metrics::table_reads_per_operation, true},
  };
  return fields;
}

std::uint64_t percentile(const std::vector<std::uint64_t>& histogram, double fraction) {
  const std::uint64_t total = std::accumulate(histogram.begin(), histogram.end(), std::uint64_t{0});
  const auto wanted = static_cast<std::uint64_t>(std::ceil(fraction * static_cast<double>(total)));
  std::uint64_t seen = 0;
  for (std::size_t bin = 0; bin < histogram.size(); ++bin) {
    seen += histogram[bin];
    if (seen >= wanted && seen > 0) return bin;
  }
  return 0;
}

double jain_index(const std::vector<double>& rates) {
  double sum = 0, squares = 0;
  for (const double rate : rates) {
    sum += rate;
    squares += rate * rate;
  }
  return squares == 0 ? 0 : sum * sum / (static_cast<double>(rates.size()) * squares);
}

std::string starvation(const Metrics& metrics, double times) {
  if (metrics.p50_latency == 0 || metrics.longest_operation <= times * metrics.p50_latency) return "";
  return fmt::format("starvation: an operation took {:.0f} cycles, {:.0f} times as long as half of them",
                     metrics.longest_operation, metrics.longest_operation / metrics.p50_latency);
}

namespace {

void derive_fairness(const Measurement& measurement, Metrics& metrics) {
  std::vector<double> rates;
  for (const HartShare& share : measurement.shares) {
    if (share.cycles == 0) continue;
    rates.push_back(static_cast<double>(share.operations) / static_cast<double>(share.cycles));
    metrics.longest_operation = std::max(metrics.longest_operation, static_cast<double>(share.longest_operation));
    metrics.longest_atomic = std::max(metrics.longest_atomic, static_cast<double>(share.longest_atomic));
  }
  metrics.fairness = jain_index(rates);
}

}  // namespace

Metrics derive_metrics(const Measurement& measurement, std::uint32_t harts, std::uint64_t clock_hertz) {
  const HartCounters& roi = measurement.roi;
  if (roi.operations == 0 || measurement.roi_cycles == 0)
    throw std::invalid_argument("the program marked no operations inside a region of interest");
  Metrics metrics;
  metrics.operations = static_cast<double>(roi.operations);
  metrics.roi_cycles = static_cast<double>(measurement.roi_cycles);
  const auto per_operation = [&](auto count) { return static_cast<double>(count) / metrics.operations; };

  metrics.cycles_per_operation = per_operation(harts * measurement.roi_cycles);
  metrics.operations_per_microsecond = metrics.operations * static_cast<double>(clock_hertz) / 1e6 / metrics.roi_cycles;
  metrics.p50_latency = static_cast<double>(percentile(measurement.operation_latencies, 0.50));
  metrics.p99_latency = static_cast<double>(percentile(measurement.operation_latencies, 0.99));
  if (!measurement.operation_latencies.empty())
    metrics.latency_limit = static_cast<double>(measurement.operation_latencies.size() - 1);
  derive_fairness(measurement, metrics);
  metrics.instructions_per_operation = per_operation(roi.instructions);
  for (unsigned reason = 1; reason < kScFailures; ++reason) {
    metrics.sc_failures[reason] = per_operation(roi.sc_failures[reason]);
    metrics.sc_failures_per_operation += metrics.sc_failures[reason];
  }
  metrics.traps_per_operation = per_operation(roi.traps);
  metrics.messages_per_operation = per_operation(measurement.messages);
  metrics.message_bytes_per_operation = per_operation(measurement.message_bytes);
  metrics.tlb_misses_per_operation = per_operation(roi.tlb_misses);
  metrics.table_reads_per_operation = per_operation(roi.table_reads);
  metrics.picojoules_per_operation = measurement.picojoules / metrics.operations;
  for (unsigned kind = 0; kind < kCycleKinds; ++kind) metrics.cycles[kind] = per_operation(roi.cycles[kind]);
  const double accounted = std::accumulate(metrics.cycles.begin(), metrics.cycles.end(), 0.0);
  metrics.idle_cycles = std::max(0.0, metrics.cycles_per_operation - accounted);
  metrics.links = link_figures(measurement);
  return metrics;
}

}  // namespace amoeba
