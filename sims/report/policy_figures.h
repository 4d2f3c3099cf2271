// What a comparison says about placement policies: throughput over harts by policy, and where policies change places.
// Models: linear interpolation between neighbouring hart counts; of the first variant that was measured.
#pragma once
#include <string>
#include <vector>

#include "amoeba/sims/comparison/figures.h"

namespace amoeba {

// The first variant of which the kernel has a measured point; "" when there is none.
std::string shown_variant(const Comparison& comparison, const std::string& kernel);

FigureTable policy_figures(const Comparison& comparison, const std::string& kernel);
// Nanoseconds of the whole system per operation, by kernel, of the first policy.
FigureTable system_time_figures(const Comparison& comparison);

// A line per kernel: which policy leads at fewest and most harts, where all-near and all-far cross, and how far
// adaptive stays behind the better one. Empty when there is only one policy.
std::vector<std::string> summarize_policies(const Comparison& comparison);

}  // namespace amoeba
