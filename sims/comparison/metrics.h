// Figures per operation, derived from the counts of one run.
// Models: rates over the region of interest; latency percentiles from the histogram of operation latencies.
// Not modelled: statistical error within a run; runs are repeated with other seeds to see their spread (repeats.h).
// Units: cycles of the hart clock, bytes, picojoules, microseconds of simulated time.
// Errors: std::invalid_argument when the run marked no operation or no region of interest.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/cores/lsu/hart_statistics.h"
#include "amoeba/sims/comparison/link_figures.h"

namespace amoeba {

struct Metrics {
  double operations = 0;
  double roi_cycles = 0;
  double cycles_per_operation = 0;  // of one hart: harts * roi_cycles / operations
  double cycles_error = 0;          // standard error of these, from runs with other seeds; 0 of one run
  double operations_per_microsecond = 0;
  double p50_latency = 0;
  double p99_latency = 0;
  double longest_operation = 0;
  double longest_atomic = 0;  // an AMO, or LR/SC from the first LR to the SC that succeeds
  double fairness = 0;        // Jain's index of the harts' rates of operations
  double latency_limit = 0;   // a percentile that reaches it stands for this latency or more
  double instructions_per_operation = 0;
  double sc_failures_per_operation = 0;
  double traps_per_operation = 0;
  double messages_per_operation = 0;
  double message_bytes_per_operation = 0;
  double picojoules_per_operation = 0;
  double tlb_misses_per_operation = 0;            // of the first level
  double table_reads_per_operation = 0;           // page-table entries that walks read, of both stages
  std::array<double, kCycleKinds> cycles{};       // per operation, by CycleKind, summed over the harts
  double idle_cycles = 0;                         // per operation: harts outside their own region of interest
  std::array<double, kScFailures> sc_failures{};  // per operation, by ScFailure
  std::vector<LinkFigure> links;                  // of a network of routers
};

// A figure that tables, JSON and the report show, in this order.
struct MetricField {
  const char* name;     // in JSON
  const char* heading;  // in tables
  const char* unit;
  const char* meaning;
  double Metrics::*value;
  bool of_translation = false;  // 0 where addresses are not translated
};
const std::vector<MetricField>& metric_fields();

extern const std::array<const char*, kCycleKinds> kCycleKindNames;
extern const std::array<const char*, kScFailures> kScFailureNames;
extern const std::array<const char*, kScFailures> kScFailureMeanings;

Metrics derive_metrics(const Measurement& measurement, std::uint32_t harts, std::uint64_t clock_hertz);

// Jain's fairness index (Jain, Chiu, Hawe 1984): 1 when all are equal, 1/n when one has everything; 0 of nothing.
double jain_index(const std::vector<double>& rates);

// Says so when some operation took more than `times` as long as half of them; empty when none did.
std::string starvation(const Metrics& metrics, double times);

// The smallest bin that at least `fraction` of the counts reach; 0 for an empty histogram.
std::uint64_t percentile(const std::vector<std::uint64_t>& histogram, double fraction);

}  // namespace amoeba
