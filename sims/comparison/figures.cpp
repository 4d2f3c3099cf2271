#include "amoeba/sims/comparison/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "amoeba/sims/comparison/order_choices.h"

namespace amoeba {
namespace {

constexpr std::size_t kTextColumns = 1;  // aligned to the left; figures to the right

std::string format_latency(double cycles, double limit) {
  return fmt::format("{}{:.0f}", limit > 0 && cycles >= limit ? ">=" : "", cycles);
}

std::vector<std::string> first_cells(const Comparison& comparison, const std::string& variant,
                                     const PointResult& result, const std::string& harts) {
  std::vector<std::string> cells = {variant};
  if (comparison.compares_policies()) cells.push_back(result.point.policy);
  if (comparison.compares_orders()) {
    const OrderChoice& order = comparison.orders[result.point.order];
    cells.insert(cells.end(), {hart_label(comparison, order), order.ordering});
  }
  cells.push_back(harts);
  return cells;
}

// The variant with the mark of what must be known about it.
std::string marked_variant(FigureTable& table, const Comparison& comparison, const PointResult& result) {
  const std::string& variant = result.point.variant;
  const std::string shown = comparison.shown_name(variant);
  if (comparison.hypothetical.count(variant) == 0) return shown;
  return shown + " " + table.mark(fmt::format("{}: {}", variant, comparison.descriptions.at(variant)));
}

// Those of address translation stand where something was translated.
std::vector<MetricField> shown_fields(const Comparison& comparison) {
  std::vector<MetricField> shown;
  for (const MetricField& field : metric_fields()) {
    const auto counts = [&](const PointResult& result) { return result.metrics.*field.value != 0; };
    if (!field.of_translation || std::any_of(comparison.results.begin(), comparison.results.end(), counts))
      shown.push_back(field);
  }
  return shown;
}

std::vector<std::string> measured_row(FigureTable& table, const Comparison& comparison, const PointResult& result) {
  const std::optional<double> ratio = comparison.ratio(result.point);
  std::string variant = marked_variant(table, comparison, result);
  if (!ratio) variant += " " + table.mark(fmt::format("no ratio, because {} was not measured here", kBaselineVariant));
  if (const std::string warning = starvation(result.metrics, comparison.starvation_bound); !warning.empty())
    variant += " " + table.mark(warning);
  std::vector<std::string> row = first_cells(comparison, variant, result, std::to_string(result.point.harts));
  for (const MetricField& field : shown_fields(comparison)) row.push_back(format_metric(field, result.metrics));
  row.push_back(ratio ? format_figure(*ratio) : "n/a");
  return row;
}

std::vector<std::string> missing_row(FigureTable& table, const Comparison& comparison, const PointResult& result,
                                     const std::string& harts) {
  const char* cell = result.status == PointStatus::unavailable ? "n/a"
                     : result.status == PointStatus::failed    ? "failed"
                                                               : "not run";
  std::string variant = marked_variant(table, comparison, result);
  if (!result.reason.empty()) variant += " " + table.mark(result.reason);
  std::vector<std::string> row = first_cells(comparison, variant, result, harts);
  row.resize(row.size() + shown_fields(comparison).size() + 1, cell);
  return row;
}

}  // namespace

std::string FigureTable::mark(const std::string& note) {
  auto found = std::find(notes.begin(), notes.end(), note);
  if (found == notes.end()) found = notes.insert(notes.end(), note);
  return fmt::format("[{}]", found - notes.begin() + 1);
}

std::string format_metric(const MetricField& field, const Metrics& metrics) {
  const bool latency = field.value == &Metrics::p50_latency || field.value == &Metrics::p99_latency;
  if (field.value == &Metrics::longest_operation || field.value == &Metrics::longest_atomic)
    return fmt::format("{:.0f}", metrics.*field.value);
  if (field.value == &Metrics::cycles_per_operation && metrics.cycles_error > 0)
    return fmt::format("{} \u00b1{:.{}f}", format_figure(metrics.cycles_per_operation), metrics.cycles_error,
                       metrics.cycles_error < 10 ? 2 : 0);
  return latency ? format_latency(metrics.*field.value, metrics.latency_limit) : format_figure(metrics.*field.value);
}

std::string format_figure(double value) {
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (size < 0.1) return fmt::format("{:.4f}", value);
  if (size < 10) return fmt::format("{:.2f}", value);
  if (size < 1000) return fmt::format("{:.1f}", value);
  return fmt::format("{:.0f}", value);
}

FigureTable kernel_figures(const Comparison& comparison, const std::string& kernel) {
  FigureTable table;
  table.title = kernel;
  table.headings = {"variant"};
  if (comparison.compares_policies()) table.headings.push_back("placement");
  if (comparison.compares_orders()) table.headings.insert(table.headings.end(), {"harts are", "order"});
  table.headings.push_back("harts");
  for (const MetricField& field : shown_fields(comparison)) table.headings.push_back(field.heading);
  table.headings.push_back(fmt::format("x {}", kBaselineVariant));
  for (const PointResult& result : comparison.results) {
    if (result.point.kernel != kernel) continue;
    if (result.status == PointStatus::measured) {
      table.rows.push_back(measured_row(table, comparison, result));
    } else if (result.status != PointStatus::unavailable) {
      table.rows.push_back(missing_row(table, comparison, result, std::to_string(result.point.harts)));
    } else if (result.point.harts == comparison.harts.front()) {
      table.rows.push_back(missing_row(table, comparison, result, "any"));
    }
  }
  return table;
}

std::vector<std::string> headings_with_harts(const Comparison& comparison, std::vector<std::string> headings) {
  for (const unsigned harts : comparison.harts)
    headings.push_back(fmt::format("{} {}", harts, harts == 1 ? "hart" : "harts"));
  return headings;
}

std::string to_text(const FigureTable& table) {
  std::vector<std::size_t> widths;
  for (const std::string& heading : table.headings) widths.push_back(heading.size());
  for (const auto& row : table.rows) {
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], row[column].size());
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t column = 0; column < cells.size(); ++column)
      text += column < kTextColumns ? fmt::format("  {:<{}}", cells[column], widths[column])
                                    : fmt::format("  {:>{}}", cells[column], widths[column]);
    return text + "\n";
  };
  std::string text = table.title + "\n" + line(table.headings);
  for (const auto& row : table.rows) text += line(row);
  for (std::size_t note = 0; note < table.notes.size(); ++note)
    text += fmt::format("  [{}] {}\n", note + 1, table.notes[note]);
  return text;
}

}  // namespace amoeba
