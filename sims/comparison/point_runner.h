// Runs one point of a comparison in this process, which must not have elaborated a System before.
// Errors: std::runtime_error when the program fails its self-check, does not end, or marks nothing.
#pragma once
#include <cstdint>
#include <vector>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/comparison/comparison.h"

namespace amoeba {

// `configuration` has the point's harts and ISA already.
Metrics run_point(const Point& point, const Configuration& configuration, const std::vector<std::uint64_t>& arguments,
                  std::uint64_t max_cycles);

}  // namespace amoeba
