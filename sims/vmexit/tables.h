// The figures of a study as tables, for the terminal and for the report. Units stand in the headings.
#pragma once
#include <vector>

#include "amoeba/sims/comparison/figures.h"
#include "amoeba/sims/vmexit/study.h"

namespace amoeba::vmexit {

// "redirect-6.16 (real)".
std::string labelled(const Subject& subject);
// "M", "HS", "U", "VS", "VU".
const char* mode_text(HartMode mode);

// Misses per operation that the program has beyond those it has with native atomics; of an exit, all of the program's.
struct Disturbance {
  double fetch = 0, data = 0, tlb = 0;
};
Disturbance disturbance(const Study& study, const SubjectCost& cost);

FigureTable overview_table(const Study& study, unsigned harts);
// Cycles and instructions by region, a column per subject with any outside of the program.
FigureTable item_table(const Study& study, unsigned harts, Subject::Kind kind);
FigureTable kernel_table(const Study& study);
FigureTable world_switch_table(const Study& study);
FigureTable sensitivity_table(const Study& study);
FigureTable break_even_table(const Study& study);
FigureTable host_time_table(const Study& study);
FigureTable prediction_table(const Study& study);
FigureTable nested_table(const Study& study);

// All that have rows.
std::vector<FigureTable> all_tables(const Study& study);

}  // namespace amoeba::vmexit
