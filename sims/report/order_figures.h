// What a comparison says about memory order: the cost of each order over relaxed, and what precise acquire and release
// save over full fences, where and why.
// Models: ratios of cycles per operation at the same kernel, variant, harts and machine; means leave out points where
// an operation starved in either run, because there chance decides. Units: cycles of the hart clock. Errors: none.
#pragma once
#include <string>
#include <vector>

#include "amoeba/sims/comparison/figures.h"

namespace amoeba {

// Cycles per operation of one kernel: a row per variant, machine and order, a column per hart count.
FigureTable order_cost_figures(const Comparison& comparison, const std::string& kernel);

// Throughput of precise over drain: a row per kernel, variant, machine and order, a column per hart count.
FigureTable aqrl_figures(const Comparison& comparison);

// Sentences on both; empty when orders are not compared.
std::vector<std::string> summarize_orders(const Comparison& comparison);

}  // namespace amoeba
