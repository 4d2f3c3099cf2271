#include "amoeba/sims/comparison/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "amoeba/base/nearest_name.h"
#include "amoeba/coherence/placement.h"
#include "amoeba/sims/command_line.h"
#include "amoeba/sims/comparison/compared_variant.h"
#include "amoeba/sims/comparison/order_choices.h"
#include "amoeba/sims/errors.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kMostHarts = 1024;

template <class Entries>
std::vector<std::string> choose(const Entries& entries, const std::string& wanted, const char* option) {
  std::vector<std::string> known;
  for (const auto& entry : entries) known.emplace_back(entry.name);
  if (wanted.empty()) return known;
  std::vector<std::string> chosen;
  for (const std::string& name : split_list(wanted, option)) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw UsageError(fmt::format("{} does not know '{}'{}; it knows: {}", option, name, did_you_mean(name, known),
                                   fmt::join(known, ", ")));
    if (std::find(chosen.begin(), chosen.end(), name) == chosen.end()) chosen.push_back(name);
  }
  return chosen;
}

void add_points(const std::string& kernel, const ComparedVariant& variant, Comparison& comparison) {
  for (const std::string& policy : comparison.policies)
    for (std::size_t order = 0; order < comparison.orders.size(); ++order)
      for (const unsigned count : comparison.harts) {
        const OrderChoice& choice = comparison.orders[order];
        std::string missing = variant.why_unavailable(kernel, count, choice.core);
        if (missing.empty()) missing = why_not_ordered(kernel, choice);
        const PointStatus status = missing.empty() ? PointStatus::not_run : PointStatus::unavailable;
        comparison.results.push_back({{kernel, variant.name, count, policy, order}, status, missing, {}});
      }
}

}  // namespace

Comparison plan_comparison(const std::string& kernels, const std::string& variants, const std::string& policies,
                           const std::string& harts, const std::vector<OrderChoice>& orders, const std::string& paths,
                           const Configuration& platform) {
  Comparison comparison;
  comparison.orders = orders;
  comparison.kernels = choose(workload_kernels(), kernels, "--kernels");
  comparison.variants = choose_variants(variants, paths);
  comparison.policies = choose(kPlacementPolicies, policies, "--policies");
  comparison.harts = parse_harts(harts, kMostHarts);
  for (const std::string& kernel : comparison.kernels) {
    comparison.descriptions[kernel] = workload_kernel(kernel).description;
    for (const std::string& name : comparison.variants) {
      const ComparedVariant variant = compared_variant(name, platform);
      comparison.descriptions[name] = variant.description;
      if (variant.label == "hypothetical") comparison.hypothetical.insert(name);
      if (variant.of_guest) comparison.of_guests.insert(name);
      add_points(kernel, variant, comparison);
    }
  }
  return comparison;
}

}  // namespace amoeba
