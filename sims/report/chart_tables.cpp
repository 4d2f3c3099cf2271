#include "amoeba/sims/report/chart_tables.h"

#include <fmt/format.h>

#include <algorithm>

namespace amoeba {
namespace {

// "n/a [1]" with the reason as a note, where there is one.
std::string missing(FigureTable& table, const Comparison& comparison, const Point& point) {
  const PointResult* result = comparison.find(point.kernel, point.variant, point.harts);
  return result && !result->reason.empty() ? "n/a " + table.mark(result->reason) : "n/a";
}

constexpr std::size_t kBusiest = 3;  // links named per row

std::vector<LinkFigure> busiest(std::vector<LinkFigure> links) {
  const std::size_t count = std::min(kBusiest, links.size());
  const auto busier = [](const LinkFigure& a, const LinkFigure& b) { return a.utilisation > b.utilisation; };
  std::stable_sort(links.begin(), links.end(), busier);
  links.resize(count);
  return links;
}

double mean_utilisation(const std::vector<LinkFigure>& links) {
  double sum = 0;
  for (const LinkFigure& link : links) sum += link.utilisation;
  return sum / static_cast<double>(links.size());
}

}  // namespace

FigureTable ratio_figures(const Comparison& comparison) {
  FigureTable table;
  table.title = fmt::format("Throughput relative to {} (above 1 is faster)", kBaselineVariant);
  table.headings = {"kernel", "harts"};
  for (const std::string& variant : comparison.variants) table.headings.push_back(comparison.shown_name(variant));
  for (const std::string& kernel : comparison.kernels) {
    for (const unsigned harts : comparison.harts) {
      std::vector<std::string> row = {kernel, std::to_string(harts)};
      for (const std::string& variant : comparison.variants) {
        const std::optional<double> ratio = comparison.ratio({kernel, variant, harts});
        row.push_back(ratio ? format_figure(*ratio) : missing(table, comparison, {kernel, variant, harts}));
      }
      table.rows.push_back(row);
    }
  }
  return table;
}

FigureTable sc_failure_figures(const Comparison& comparison) {
  FigureTable table;
  table.title = "Failed SCs per operation, by reason";
  table.headings = {"kernel", "variant", "harts"};
  table.headings.insert(table.headings.end(), kScFailureNames.begin() + 1, kScFailureNames.end());
  for (const PointResult& result : comparison.results) {
    if (result.status != PointStatus::measured || result.metrics.sc_failures_per_operation == 0 ||
        !comparison.of_first_choices(result.point))
      continue;
    std::vector<std::string> row = {result.point.kernel, comparison.shown_name(result.point.variant),
                                    std::to_string(result.point.harts)};
    for (unsigned reason = 1; reason < kScFailures; ++reason)
      row.push_back(format_figure(result.metrics.sc_failures[reason]));
    table.rows.push_back(row);
  }
  return table;
}

FigureTable throughput_figures(const Comparison& comparison, const std::string& kernel) {
  FigureTable table;
  table.title = "Operations per microsecond";
  table.headings = {"variant"};
  for (const unsigned harts : comparison.harts)
    table.headings.push_back(fmt::format("{} {}", harts, harts == 1 ? "hart" : "harts"));
  for (const std::string& variant : comparison.variants) {
    std::vector<std::string> row = {comparison.shown_name(variant)};
    for (const unsigned harts : comparison.harts) {
      const Metrics* metrics = comparison.metrics(kernel, variant, harts);
      row.push_back(metrics ? format_figure(metrics->operations_per_microsecond)
                            : missing(table, comparison, {kernel, variant, harts}));
    }
    table.rows.push_back(row);
  }
  return table;
}

FigureTable cycle_figures(const Comparison& comparison, const std::string& kernel) {
  FigureTable table;
  table.title = "Cycles per operation, by where they go";
  table.headings = {"variant", "harts"};
  table.headings.insert(table.headings.end(), kCycleKindNames.begin(), kCycleKindNames.end());
  table.headings.insert(table.headings.end(), {"idle", "total"});
  for (const PointResult& result : comparison.results) {
    if (result.point.kernel != kernel || result.status != PointStatus::measured ||
        !comparison.of_first_choices(result.point))
      continue;
    std::vector<std::string> row = {comparison.shown_name(result.point.variant), std::to_string(result.point.harts)};
    for (const double cycles : result.metrics.cycles) row.push_back(format_figure(cycles));
    row.push_back(format_figure(result.metrics.idle_cycles));
    row.push_back(format_figure(result.metrics.cycles_per_operation));
    table.rows.push_back(row);
  }
  return table;
}

FigureTable link_table(const Comparison& comparison, const std::string& kernel) {
  FigureTable table;
  table.title = "Utilisation of the busiest links, in per cent, and the cycles that a message waits there";
  table.headings = {"variant", "harts", "mean of all links"};
  for (std::size_t i = 1; i <= kBusiest; ++i)
    table.headings.insert(table.headings.end(), {fmt::format("busiest {}", i), "per cent", "wait"});
  for (const PointResult& result : comparison.results) {
    const std::vector<LinkFigure>& links = result.metrics.links;
    if (result.point.kernel != kernel || result.status != PointStatus::measured || links.empty()) continue;
    std::vector<std::string> row = {comparison.shown_name(result.point.variant), std::to_string(result.point.harts),
                                    format_figure(100 * mean_utilisation(links))};
    for (const LinkFigure& link : busiest(links)) {
      row.push_back(link.name);
      row.push_back(format_figure(100 * link.utilisation));
      row.push_back(format_figure(link.wait));
    }
    row.resize(table.headings.size());
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace amoeba
