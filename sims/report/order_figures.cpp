#include "amoeba/sims/report/order_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "amoeba/sims/comparison/order_choices.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

constexpr const char* kRelaxed = "relaxed";
constexpr const char* kStarved = "an operation starved in one of the two runs: chance decides, so means leave this out";

// The same choice but for one field; none when the comparison lacks it.
std::optional<std::size_t> counterpart(const Comparison& comparison, std::size_t order, std::string OrderChoice::*field,
                                       const std::string& value) {
  OrderChoice wanted = comparison.orders[order];
  wanted.*field = value;
  for (std::size_t k = 0; k < comparison.orders.size(); ++k) {
    const OrderChoice& other = comparison.orders[k];
    if (other.ordering == wanted.ordering && other.core == wanted.core && other.model == wanted.model &&
        other.aqrl == wanted.aqrl)
      return k;
  }
  return std::nullopt;
}

std::vector<std::string> with_hart_headings(const Comparison& comparison, std::vector<std::string> headings) {
  for (const unsigned harts : comparison.harts)
    headings.push_back(fmt::format("{} {}", harts, harts == 1 ? "hart" : "harts"));
  return headings;
}

const Metrics* metrics_of(const Comparison& comparison, const std::string& kernel, const std::string& variant,
                          unsigned harts, std::size_t order) {
  return comparison.metrics(kernel, variant, harts, "", order);
}

// How many times the cycles of the relaxed form of the same program on the same machine.
std::optional<double> cost(const Comparison& comparison, const std::string& kernel, const std::string& variant,
                           unsigned harts, std::size_t order) {
  const auto relaxed = counterpart(comparison, order, &OrderChoice::ordering, kRelaxed);
  if (!relaxed) return std::nullopt;
  const Metrics* own = metrics_of(comparison, kernel, variant, harts, order);
  const Metrics* base = metrics_of(comparison, kernel, variant, harts, *relaxed);
  if (!own || !base || base->cycles_per_operation == 0) return std::nullopt;
  return own->cycles_per_operation / base->cycles_per_operation;
}

std::string cost_cell(const Comparison& comparison, const std::string& kernel, const std::string& variant,
                      unsigned harts, std::size_t order) {
  const Metrics* own = metrics_of(comparison, kernel, variant, harts, order);
  if (!own) return "n/a";
  const std::string cycles = format_figure(own->cycles_per_operation);
  const auto times = cost(comparison, kernel, variant, harts, order);
  if (!times || comparison.orders[order].ordering == kRelaxed) return cycles;
  return fmt::format("{} (\u00d7{:.2f})", cycles, *times);
}

// ----------------------------------------------------------------------------------------------- precise and drain

struct Gain {
  std::string kernel, variant;
  unsigned harts = 0;
  std::size_t order = 0;  // the precise one
  double ratio = 1;       // throughput of precise over drain
  bool starved = false;   // an operation, in either run
};

std::optional<Gain> gain_at(const Comparison& comparison, const std::string& kernel, const std::string& variant,
                            unsigned harts, std::size_t order) {
  const auto drain = counterpart(comparison, order, &OrderChoice::aqrl, "drain");
  if (!drain) return std::nullopt;
  const Metrics* precise = metrics_of(comparison, kernel, variant, harts, order);
  const Metrics* drained = metrics_of(comparison, kernel, variant, harts, *drain);
  if (!precise || !drained || drained->operations_per_microsecond == 0) return std::nullopt;
  const auto starves = [&](const Metrics* metrics) {
    return !starvation(*metrics, comparison.starvation_bound).empty();
  };
  return Gain{kernel,
              variant,
              harts,
              order,
              precise->operations_per_microsecond / drained->operations_per_microsecond,
              starves(precise) || starves(drained)};
}

// Relaxed atomics have nothing to build in one way or the other.
bool has_annotations(const Comparison& comparison, const std::string& kernel, std::size_t order) {
  return !workload_kernel(kernel).takes_order || comparison.orders[order].ordering != kRelaxed;
}

template <class Visit>
void each_precise(const Comparison& comparison, Visit&& visit) {
  for (const std::string& kernel : comparison.kernels)
    for (const std::string& variant : comparison.variants)
      for (std::size_t order = 0; order < comparison.orders.size(); ++order)
        if (comparison.orders[order].aqrl == "precise" && has_annotations(comparison, kernel, order))
          visit(kernel, variant, order);
}

std::vector<Gain> gains_of(const Comparison& comparison) {
  std::vector<Gain> gains;
  each_precise(comparison, [&](const std::string& kernel, const std::string& variant, std::size_t order) {
    for (const unsigned harts : comparison.harts)
      if (const auto gain = gain_at(comparison, kernel, variant, harts, order)) gains.push_back(*gain);
  });
  return gains;
}

// The kind of cycles of which precise saves most, or "" where it saves none.
std::string where_saved(const Comparison& comparison, const Gain& gain) {
  const Metrics* precise = metrics_of(comparison, gain.kernel, gain.variant, gain.harts, gain.order);
  const auto drain = counterpart(comparison, gain.order, &OrderChoice::aqrl, "drain");
  const Metrics* drained = metrics_of(comparison, gain.kernel, gain.variant, gain.harts, *drain);
  double most = 0;
  std::string where;
  for (unsigned kind = 0; kind < kCycleKinds; ++kind) {
    const double saved = drained->cycles[kind] - precise->cycles[kind];
    if (saved <= most) continue;
    most = saved;
    where = fmt::format("{} cycles per operation of {}", format_figure(saved), kCycleKindNames[kind]);
  }
  return where;
}

std::string why_faster(const std::string& ordering) {
  if (ordering == "acquire") return "an acquire need not wait for older stores";
  if (ordering == "release") return "what follows a release need not wait for it";
  return "the halves of an LR/SC loop, and pairs of annotations, order no more than they must";
}

std::string place_of(const Comparison& comparison, const Gain& gain) {
  const OrderChoice& order = comparison.orders[gain.order];
  return fmt::format("{}.{}, {}, {}, {} {}", gain.kernel, gain.variant, order.core, order.ordering, gain.harts,
                     gain.harts == 1 ? "hart" : "harts");
}

void add_aqrl_lines(const Comparison& comparison, std::vector<std::string>& lines) {
  std::vector<Gain> gains = gains_of(comparison);
  const auto fed = std::remove_if(gains.begin(), gains.end(), [](const Gain& gain) { return gain.starved; });
  const auto starved = gains.end() - fed;
  gains.erase(fed, gains.end());
  if (gains.empty()) return;
  double logarithms = 0;
  for (const Gain& gain : gains) logarithms += std::log(gain.ratio);
  const auto less = [](const Gain& a, const Gain& b) { return a.ratio < b.ratio; };
  const Gain& worst = *std::min_element(gains.begin(), gains.end(), less);
  lines.push_back(fmt::format(
      "Precise acquire and release are {:.3f} times as fast as full fences in the geometric mean of {} points, {:.3f} "
      "times at the worst ({}); {} points in which an operation starved are left out.",
      std::exp(logarithms / static_cast<double>(gains.size())), gains.size(), worst.ratio, place_of(comparison, worst),
      starved));
  for (const char* ordering : {"acquire", "release", "acq_rel", "seq_cst"}) {
    const Gain* best = nullptr;
    for (const Gain& gain : gains)
      if (comparison.orders[gain.order].ordering == ordering && (!best || best->ratio < gain.ratio)) best = &gain;
    if (best && best->ratio > 1.005)
      lines.push_back(fmt::format("Precise is fastest over drain for {} at \u00d7{:.2f} ({}), saving {}: {}.", ordering,
                                  best->ratio, place_of(comparison, *best), where_saved(comparison, *best),
                                  why_faster(ordering)));
  }
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
  table.headings = with_hart_headings(comparison, {"variant", "harts are", "order"});
  for (const std::string& variant : comparison.variants)
    for (std::size_t order = 0; order < comparison.orders.size(); ++order) {
      const OrderChoice& choice = comparison.orders[order];
      std::vector<std::string> row = {variant, hart_label(comparison, choice), choice.ordering};
      for (const unsigned harts : comparison.harts) row.push_back(cost_cell(comparison, kernel, variant, harts, order));
      table.rows.push_back(row);
    }
  return table;
}

FigureTable aqrl_figures(const Comparison& comparison) {
  FigureTable table;
  table.title = "Throughput of precise acquire and release over full fences (above 1 is faster)";
  table.headings = with_hart_headings(comparison, {"kernel", "variant", "core", "model", "order"});
  table.headings.push_back("saved most where it is fastest");
  each_precise(comparison, [&](const std::string& kernel, const std::string& variant, std::size_t order) {
    const OrderChoice& choice = comparison.orders[order];
    std::vector<std::string> row = {kernel, variant, choice.core, choice.model, choice.ordering};
    std::optional<Gain> best;
    for (const unsigned harts : comparison.harts) {
      const auto gain = gain_at(comparison, kernel, variant, harts, order);
      const std::string mark = gain && gain->starved ? " " + table.mark(kStarved) : "";
      row.push_back(gain ? fmt::format("{:.3f}{}", gain->ratio, mark) : "n/a");
      if (gain && (!best || gain->ratio > best->ratio)) best = gain;
    }
    if (!best) return;
    row.push_back(best->ratio > 1.005 ? where_saved(comparison, *best) : "nothing");
    table.rows.push_back(row);
  });
  return table;
}

std::vector<std::string> summarize_orders(const Comparison& comparison) {
  std::vector<std::string> lines;
  if (!comparison.compares_orders()) return lines;
  for (const std::string& kernel : comparison.kernels) add_cost_lines(comparison, kernel, lines);
  add_aqrl_lines(comparison, lines);
  return lines;
}

}  // namespace amoeba
