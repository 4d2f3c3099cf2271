// The figures behind each chart of the report, as tables.
#pragma once
#include "amoeba/sims/comparison/figures.h"

namespace amoeba {

FigureTable ratio_figures(const Comparison& comparison);
FigureTable sc_failure_figures(const Comparison& comparison);
FigureTable throughput_figures(const Comparison& comparison, const std::string& kernel);
FigureTable cycle_figures(const Comparison& comparison, const std::string& kernel);
// The busiest links; without rows when no point ran on a network of routers.
FigureTable link_table(const Comparison& comparison, const std::string& kernel);

}  // namespace amoeba
