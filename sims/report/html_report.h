// One HTML page that needs no network: summary, charts with their tables, configuration, definitions.
// Models: everything readable without JavaScript; charts are drawn by report.js from the comparison's JSON in the page.
// Not modelled: results of several comparisons side by side.
#pragma once
#include <string>

#include "amoeba/sims/comparison/comparison.h"

namespace amoeba {

std::string html_report(const Comparison& comparison);

}  // namespace amoeba
