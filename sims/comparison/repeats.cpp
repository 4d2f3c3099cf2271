#include "amoeba/sims/comparison/repeats.h"

#include <algorithm>
#include <cmath>

namespace amoeba {
namespace {

template <class Value>
double mean_of(const std::vector<Metrics>& runs, Value&& value) {
  double sum = 0;
  for (const Metrics& run : runs) sum += value(run);
  return sum / static_cast<double>(runs.size());
}

double standard_error(const std::vector<Metrics>& runs, double mean) {
  if (runs.size() < 2) return 0;
  double squares = 0;
  for (const Metrics& run : runs) squares += (run.cycles_per_operation - mean) * (run.cycles_per_operation - mean);
  const auto count = static_cast<double>(runs.size());
  return std::sqrt(squares / (count * (count - 1)));
}

template <std::size_t size>
void average(const std::vector<Metrics>& runs, std::array<double, size> Metrics::*values, Metrics& mean) {
  for (std::size_t index = 0; index < size; ++index)
    (mean.*values)[index] = mean_of(runs, [&](const Metrics& run) { return (run.*values)[index]; });
}

void average_links(const std::vector<Metrics>& runs, Metrics& mean) {
  for (std::size_t link = 0; link < mean.links.size(); ++link) {
    mean.links[link].utilisation = mean_of(runs, [&](const Metrics& run) { return run.links[link].utilisation; });
    mean.links[link].wait = mean_of(runs, [&](const Metrics& run) { return run.links[link].wait; });
  }
}

}  // namespace

Metrics mean_metrics(const std::vector<Metrics>& runs) {
  Metrics mean = runs.front();
  for (const MetricField& field : metric_fields())
    mean.*field.value = mean_of(runs, [&](const Metrics& run) { return run.*field.value; });
  for (double Metrics::*longest : {&Metrics::longest_operation, &Metrics::longest_atomic})
    for (const Metrics& run : runs) mean.*longest = std::max(mean.*longest, run.*longest);
  mean.operations = mean_of(runs, [](const Metrics& run) { return run.operations; });
  mean.roi_cycles = mean_of(runs, [](const Metrics& run) { return run.roi_cycles; });
  // A rate is what was done over the time it took.
  mean.operations_per_microsecond = mean.operations / mean_of(runs, [](const Metrics& run) {
                                      return run.operations / run.operations_per_microsecond;
                                    });
  mean.cycles_error = standard_error(runs, mean.cycles_per_operation);
  mean.idle_cycles = mean_of(runs, [](const Metrics& run) { return run.idle_cycles; });
  average(runs, &Metrics::cycles, mean);
  average(runs, &Metrics::sc_failures, mean);
  average_links(runs, mean);
  return mean;
}

}  // namespace amoeba
