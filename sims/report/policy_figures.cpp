#include "amoeba/sims/report/policy_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace amoeba {
namespace {

std::optional<double> throughput(const Comparison& comparison, const std::string& kernel, const std::string& variant,
                                 unsigned harts, const std::string& policy) {
  const Metrics* metrics = comparison.metrics(kernel, variant, harts, policy);
  if (!metrics) return std::nullopt;
  return metrics->operations_per_microsecond;
}

std::vector<std::string> hart_headings(const Comparison& comparison, const char* first) {
  std::vector<std::string> headings = {first};
  for (const unsigned harts : comparison.harts)
    headings.push_back(fmt::format("{} {}", harts, harts == 1 ? "hart" : "harts"));
  return headings;
}

std::string fastest(const Comparison& comparison, const std::string& kernel, const std::string& variant,
                    unsigned harts) {
  std::string best;
  double most = 0;
  for (const std::string& policy : comparison.policies) {
    const auto found = throughput(comparison, kernel, variant, harts, policy);
    if (found && *found > most) {
      most = *found;
      best = policy;
    }
  }
  return best;
}

// The number of harts at which `far` overtakes `near` or the other way round, for each time that happens.
std::vector<std::string> crossings(const Comparison& comparison, const std::string& kernel,
                                   const std::string& variant) {
  std::vector<std::string> found;
  double lead_before = 0;
  unsigned harts_before = 0;
  for (const unsigned harts : comparison.harts) {
    const auto near = throughput(comparison, kernel, variant, harts, "all-near");
    const auto far = throughput(comparison, kernel, variant, harts, "all-far");
    if (!near || !far) continue;
    const double lead = *far / *near - 1;
    if (harts_before != 0 && lead * lead_before < 0) {
      const double share = lead_before / (lead_before - lead);
      found.push_back(fmt::format("{} overtakes at about {} harts", lead > 0 ? "all-far" : "all-near",
                                  format_figure(harts_before + share * (harts - harts_before))));
    }
    if (lead != 0) lead_before = lead;
    harts_before = harts;
  }
  return found;
}

// How the adaptive policy compares with the better static one, at its worst hart count.
std::string adaptive_line(const Comparison& comparison, const std::string& kernel, const std::string& variant) {
  double worst = 0;
  unsigned at = 0;
  for (const unsigned harts : comparison.harts) {
    const auto adaptive = throughput(comparison, kernel, variant, harts, "adaptive");
    double best = 0;
    for (const std::string& policy : comparison.policies) {
      if (policy == "adaptive") continue;
      best = std::max(best, throughput(comparison, kernel, variant, harts, policy).value_or(0));
    }
    if (!adaptive || *adaptive == 0 || best == 0) continue;
    const double ratio = *adaptive / best;
    if (at == 0 || ratio < worst) {
      worst = ratio;
      at = harts;
    }
  }
  if (at == 0) return "";
  return fmt::format("; adaptive reaches at least {:.2f} times the best static policy (at {} {})", worst, at,
                     at == 1 ? "hart" : "harts");
}

}  // namespace

std::string shown_variant(const Comparison& comparison, const std::string& kernel) {
  for (const std::string& variant : comparison.variants) {
    for (const unsigned harts : comparison.harts)
      if (comparison.metrics(kernel, variant, harts)) return variant;
  }
  return "";
}

FigureTable policy_figures(const Comparison& comparison, const std::string& kernel) {
  const std::string variant = shown_variant(comparison, kernel);
  FigureTable table;
  table.title = fmt::format("Operations per microsecond of {}.{}, by placement", kernel, variant);
  table.headings = hart_headings(comparison, "placement");
  for (const std::string& policy : comparison.policies) {
    std::vector<std::string> row = {policy};
    for (const unsigned harts : comparison.harts) {
      const auto found = throughput(comparison, kernel, variant, harts, policy);
      row.push_back(found ? format_figure(*found) : "n/a");
    }
    table.rows.push_back(row);
  }
  return table;
}

FigureTable system_time_figures(const Comparison& comparison) {
  FigureTable table;
  table.title = "Nanoseconds of the system per operation";
  table.headings = hart_headings(comparison, "kernel");
  for (const std::string& kernel : comparison.kernels) {
    const std::string variant = shown_variant(comparison, kernel);
    std::vector<std::string> row = {kernel};
    for (const unsigned harts : comparison.harts) {
      const Metrics* metrics = comparison.metrics(kernel, variant, harts);
      row.push_back(metrics ? format_figure(1000 / metrics->operations_per_microsecond) : "n/a");
    }
    table.rows.push_back(row);
  }
  return table;
}

std::vector<std::string> summarize_policies(const Comparison& comparison) {
  std::vector<std::string> lines;
  if (!comparison.compares_policies()) return lines;
  for (const std::string& kernel : comparison.kernels) {
    const std::string variant = shown_variant(comparison, kernel);
    if (variant.empty()) continue;
    const unsigned fewest = comparison.harts.front(), most = comparison.harts.back();
    std::string line =
        fmt::format("{}.{}: {} is fastest with {} {}", kernel, variant, fastest(comparison, kernel, variant, fewest),
                    fewest, fewest == 1 ? "hart" : "harts");
    if (most != fewest) line += fmt::format(", {} with {}", fastest(comparison, kernel, variant, most), most);
    for (const std::string& crossing : crossings(comparison, kernel, variant)) line += "; " + crossing;
    lines.push_back(line + adaptive_line(comparison, kernel, variant) + ".");
  }
  return lines;
}

}  // namespace amoeba
