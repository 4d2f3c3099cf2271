// Which points a comparison has: the cross product of what was asked for, with what does not exist marked so.
// The points go kernel by kernel, variant by variant, policy by policy, order by order, hart count by hart
// count.
// Errors: UsageError that suggests the nearest name; for hart counts that are no positive numbers.
#pragma once
#include <string>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/comparison/comparison.h"

namespace amoeba {

// Lists as the user writes them, "a,b,c"; "" stands for all kernels, and for the variants of choose_variants().
// `platform`: what its guests may use.
Comparison plan_comparison(const std::string& kernels, const std::string& variants, const std::string& policies,
                           const std::string& harts, const std::vector<OrderChoice>& orders = {{}},
                           const std::string& paths = "", const Configuration& platform = {});

}  // namespace amoeba
