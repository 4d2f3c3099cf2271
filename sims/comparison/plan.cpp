#include "amoeba/sims/comparison/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "amoeba/base/nearest_name.h"
#include "amoeba/coherence/placement.h"
#include "amoeba/sims/command_line.h"
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

// They are compared when asked for.
void drop_hypothetical(std::vector<std::string>& variants) {
  const auto last = std::remove_if(variants.begin(), variants.end(), [](const std::string& variant) {
    return workload_variant(variant).is_hypothetical();
  });
  variants.erase(last, variants.end());
}

std::vector<unsigned> parse_harts(const std::string& text) {
  std::vector<unsigned> counts;
  for (const std::string& part : split_list(text, "--harts")) {
    const std::uint64_t count = parse_number(part, "--harts");
    if (count == 0 || count > kMostHarts)
      throw UsageError(fmt::format("--harts wants counts from 1 to {}, not {}", kMostHarts, part));
    counts.push_back(static_cast<unsigned>(count));
  }
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  return counts;
}

void add_points(const std::string& kernel, const std::string& variant, Comparison& comparison) {
  const std::string no_program{why_unavailable(workload_kernel(kernel), workload_variant(variant))};
  for (const std::string& policy : comparison.policies)
    for (std::size_t order = 0; order < comparison.orders.size(); ++order) {
      const std::string missing = no_program.empty() ? why_not_ordered(kernel, comparison.orders[order]) : no_program;
      const PointStatus status = missing.empty() ? PointStatus::not_run : PointStatus::unavailable;
      for (const unsigned count : comparison.harts)
        comparison.results.push_back({{kernel, variant, count, policy, order}, status, missing, {}});
    }
}

}  // namespace

Comparison plan_comparison(const std::string& kernels, const std::string& variants, const std::string& policies,
                           const std::string& harts, const std::vector<OrderChoice>& orders) {
  Comparison comparison;
  comparison.orders = orders;
  comparison.kernels = choose(workload_kernels(), kernels, "--kernels");
  comparison.variants = choose(workload_variants(), variants, "--variants");
  if (variants.empty()) drop_hypothetical(comparison.variants);
  comparison.policies = choose(kPlacementPolicies, policies, "--policies");
  comparison.harts = parse_harts(harts);
  for (const std::string& kernel : comparison.kernels) {
    comparison.descriptions[kernel] = workload_kernel(kernel).description;
    for (const std::string& variant : comparison.variants) {
      comparison.descriptions[variant] = workload_variant(variant).description;
      if (workload_variant(variant).is_hypothetical()) comparison.hypothetical.insert(variant);
      add_points(kernel, variant, comparison);
    }
  }
  return comparison;
}

}  // namespace amoeba
