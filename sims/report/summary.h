// What a comparison says, in sentences computed from its figures.
// Models: per kernel the fastest variant, its lead and where the cycles of the lead come from; over all kernels the
// geometric mean of the speed-up, SC failures with their main reason, trap costs, and what is missing.
// Not modelled: causes that no counter shows; a sentence never claims more than its figures.
#pragma once
#include <string>
#include <vector>

#include "amoeba/sims/comparison/comparison.h"

namespace amoeba {

// Over all kernels, at the largest hart count.
std::vector<std::string> summarize(const Comparison& comparison);

// One kernel at the largest hart count; "" when nothing was measured there.
std::string summarize_kernel(const Comparison& comparison, const std::string& kernel);

}  // namespace amoeba
