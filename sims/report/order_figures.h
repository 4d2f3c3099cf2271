// What a comparison says about the cost of memory order: of each order over relaxed.
// Models: ratios of cycles per operation at the same kernel, variant, harts and machine. Units: cycles of the hart
// clock. Errors: none.
#pragma once
#include <string>
#include <vector>

#include "amoeba/sims/comparison/figures.h"

namespace amoeba {

// Cycles per operation of one kernel: a row per variant, machine and order, a column per hart count.
FigureTable order_cost_figures(const Comparison& comparison, const std::string& kernel);

// In sentences; empty when orders are not compared.
std::vector<std::string> summarize_orders(const Comparison& comparison);

}  // namespace amoeba
