// The metrics of one point that was run several times, with other seeds.
// Models: the mean of the runs, of the longest operations the longest; the standard error of the cycles per operation,
// from the spread of the runs. Not modelled: percentiles of all runs' latencies together (their mean stands for them).
// Units: see metrics.h. Errors: none; there is at least one run, and all are of the same kind.
#pragma once
#include <vector>

#include "amoeba/sims/comparison/metrics.h"

namespace amoeba {

Metrics mean_metrics(const std::vector<Metrics>& runs);

}  // namespace amoeba
