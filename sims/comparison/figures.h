// Tables of figures as text cells, the common source of what the terminal and the report show.
// Models: one table per kernel with a row per variant and hart count; what has no figure says "n/a", "failed" or
// "not run", and a numbered note under the table says why.
#pragma once
#include <string>
#include <vector>

#include "amoeba/sims/comparison/comparison.h"

namespace amoeba {

struct FigureTable {
  std::string title;
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> notes;  // note n is marked [n] in the rows

  // The mark of this note, which is added unless the table has it already.
  std::string mark(const std::string& note);
};

FigureTable kernel_figures(const Comparison& comparison, const std::string& kernel);

// These headings, and one per hart count.
std::vector<std::string> headings_with_harts(const Comparison& comparison, std::vector<std::string> headings);

// Columns aligned for a terminal.
std::string to_text(const FigureTable& table);

// Latencies as whole cycles, ">=" where the histogram ended; cycles per operation with their standard error, where
// they have one; the rest by format_figure.
std::string format_metric(const MetricField& field, const Metrics& metrics);

// Three to four significant digits, never an exponent.
std::string format_figure(double value);

}  // namespace amoeba
