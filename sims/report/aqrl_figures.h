// What precise acquire and release save over full fences: how much, of which cycles, and why.
// Models: ratios and differences of points that differ in nothing but how aq and rl are built. Points in which an
// operation starves count like all others, and are marked. Units: cycles of the hart clock per operation. Errors: none.
#pragma once
#include <string>
#include <vector>

#include "amoeba/sims/comparison/figures.h"

namespace amoeba {

// Throughput of precise over drain: a row per kernel, variant, machine and order, a column per hart count.
FigureTable aqrl_figures(const Comparison& comparison);

// Cycles per operation with either, and where those are saved: a row per point.
FigureTable saved_cycle_figures(const Comparison& comparison);

// In sentences; empty when the two are not compared.
std::vector<std::string> summarize_aqrl(const Comparison& comparison);

}  // namespace amoeba
