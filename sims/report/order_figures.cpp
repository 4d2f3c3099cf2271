#include "amoeba/sims/report/order_figures.h"

#include <fmt/format.h>

#include <optional>

#include "amoeba/sims/comparison/order_choices.h"

namespace amoeba {
namespace {

constexpr const char* kRelaxed = "relaxed";

// How many times the cycles of the relaxed form of the same program on the same machine.
std::optional<double> cost(const Comparison& comparison, const std::string& kernel, const std::string& variant,
                           unsigned harts, std::size_t order) {
  const auto relaxed = same_but_for(comparison, order, &OrderChoice::ordering, kRelaxed);
  if (!relaxed) return std::nullopt;
  const Metrics* own = comparison.metrics(kernel, variant, harts, "", order);
  const Metrics* base = comparison.metrics(kernel, variant, harts, "", *relaxed);
  if (!own || !base || base->cycles_per_operation == 0) return std::nullopt;
  return own->cycles_per_operation / base->cycles_per_operation;
}

std::string cost_cell(const Comparison& comparison, const std::string& kernel, const std::string& variant,
                      unsigned harts, std::size_t order) {
  const Metrics* own = comparison.metrics(kernel, variant, harts, "", order);
  if (!own) return "n/a";
  const std::string cycles = format_figure(own->cycles_per_operation);
  const auto times = cost(comparison, kernel, variant, harts, order);
  if (!times || comparison.orders[order].ordering == kRelaxed) return cycles;
  return fmt::format("{} (\u00d7{:.2f})", cycles, *times);
}

void add_cost_lines(const Comparison& comparison, const std::string& kernel, std::vector<std::string>& lines) {
  for (const std::string& variant : comparison.variants) {
    std::string text;
    for (std::size_t order = 0; order < comparison.orders.size(); ++order) {
      const OrderChoice& choice = comparison.orders[order];
      const auto times = cost(comparison, kernel, variant, comparison.harts.back(), order);
      if (!times || choice.ordering != "seq_cst") continue;
      const std::string label = hart_label(comparison, choice);
      text +=
          fmt::format("{}\u00d7{:.2f}{}", text.empty() ? "" : ", ", *times, label.empty() ? "" : " (" + label + ")");
    }
    if (!text.empty())
      lines.push_back(fmt::format("{}.{}: seq_cst costs {} of the cycles of relaxed, with {} {}.", kernel, variant,
                                  text, comparison.harts.back(), comparison.harts.back() == 1 ? "hart" : "harts"));
  }
}

}  // namespace

FigureTable order_cost_figures(const Comparison& comparison, const std::string& kernel) {
  FigureTable table;
  table.title = fmt::format("Cycles per operation of {}, by memory order (\u00d7: of relaxed)", kernel);
  table.headings = headings_with_harts(comparison, {"variant", "harts are", "order"});
  for (const std::string& variant : comparison.variants)
    for (std::size_t order = 0; order < comparison.orders.size(); ++order) {
      const OrderChoice& choice = comparison.orders[order];
      std::vector<std::string> row = {variant, hart_label(comparison, choice), choice.ordering};
      for (const unsigned harts : comparison.harts) row.push_back(cost_cell(comparison, kernel, variant, harts, order));
      table.rows.push_back(row);
    }
  return table;
}

std::vector<std::string> summarize_orders(const Comparison& comparison) {
  std::vector<std::string> lines;
  if (!comparison.compares_orders()) return lines;
  for (const std::string& kernel : comparison.kernels) add_cost_lines(comparison, kernel, lines);
  return lines;
}

}  // namespace amoeba
