#include "amoeba/sims/report/aqrl_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "amoeba/sims/comparison/order_choices.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

constexpr const char* kStarved = "an operation starved in one of the runs, where chance decides who comes first";
constexpr double kSlower = 0.97;       // a point below is named
constexpr double kNoticeable = 0.005;  // of the cycles

// A point with precise annotations, beside the same with full fences.
struct Gain {
  std::string kernel, variant;
  unsigned harts = 0;
  std::size_t order = 0;  // the precise one
  const Metrics* precise = nullptr;
  const Metrics* drain = nullptr;
  bool starved = false;  // an operation, in either

  double ratio() const { return precise->operations_per_microsecond / drain->operations_per_microsecond; }
  // Of the ratio; the runs share their seeds, so it is less rather than more.
  double error() const {
    return ratio() * std::hypot(precise->cycles_error / precise->cycles_per_operation,
                                drain->cycles_error / drain->cycles_per_operation);
  }
  double saved(unsigned kind) const { return drain->cycles[kind] - precise->cycles[kind]; }
  double saved() const { return drain->cycles_per_operation - precise->cycles_per_operation; }
};

std::optional<Gain> gain_at(const Comparison& comparison, const std::string& kernel, const std::string& variant,
                            unsigned harts, std::size_t order) {
  const auto drain = same_but_for(comparison, order, &OrderChoice::aqrl, "drain");
  if (!drain) return std::nullopt;
  Gain gain{kernel, variant, harts, order};
  gain.precise = comparison.metrics(kernel, variant, harts, "", order);
  gain.drain = comparison.metrics(kernel, variant, harts, "", *drain);
  if (!gain.precise || !gain.drain || gain.drain->operations_per_microsecond == 0) return std::nullopt;
  for (const Metrics* metrics : {gain.precise, gain.drain})
    gain.starved = gain.starved || !starvation(*metrics, comparison.starvation_bound).empty();
  return gain;
}

// Relaxed atomics have nothing to build in one way or the other.
bool has_annotations(const Comparison& comparison, const std::string& kernel, std::size_t order) {
  return !workload_kernel(kernel).takes_order || comparison.orders[order].ordering != "relaxed";
}

// Kernel by kernel, variant by variant, order by order: its gains by hart count.
std::vector<std::vector<Gain>> gains_of(const Comparison& comparison) {
  std::vector<std::vector<Gain>> rows;
  for (const std::string& kernel : comparison.kernels)
    for (const std::string& variant : comparison.variants)
      for (std::size_t order = 0; order < comparison.orders.size(); ++order) {
        if (comparison.orders[order].aqrl != "precise" || !has_annotations(comparison, kernel, order)) continue;
        std::vector<Gain> row;
        for (const unsigned harts : comparison.harts)
          if (const auto gain = gain_at(comparison, kernel, variant, harts, order)) row.push_back(*gain);
        if (!row.empty()) rows.push_back(row);
      }
  return rows;
}

std::vector<Gain> all_gains(const Comparison& comparison) {
  std::vector<Gain> gains;
  for (const std::vector<Gain>& row : gains_of(comparison)) gains.insert(gains.end(), row.begin(), row.end());
  return gains;
}

double geometric_mean(const std::vector<Gain>& gains) {
  double logarithms = 0;
  for (const Gain& gain : gains) logarithms += std::log(gain.ratio());
  return std::exp(logarithms / static_cast<double>(gains.size()));
}

std::string harts_text(unsigned harts) {
  return fmt::format("{} {}", harts, harts == 1 ? "hart" : "harts");
}

std::string place_of(const Comparison& comparison, const Gain& gain) {
  const OrderChoice& order = comparison.orders[gain.order];
  return fmt::format("{}.{}, {}, {}, {}", gain.kernel, gain.variant, order.core, order.ordering,
                     harts_text(gain.harts));
}

std::string ratio_text(const Gain& gain) {
  const std::string error = gain.error() > 0 ? fmt::format(" \u00b1{:.3f}", gain.error()) : "";
  return fmt::format("\u00d7{:.3f}{}", gain.ratio(), error);
}

// The kinds of cycles that change, those with the greatest change first: "L1 25.7, interconnect 1.2".
std::string where_saved(const Gain& gain) {
  std::vector<unsigned> kinds;
  for (unsigned kind = 0; kind < kCycleKinds; ++kind)
    if (std::abs(gain.saved(kind)) > kNoticeable * gain.drain->cycles_per_operation) kinds.push_back(kind);
  std::sort(kinds.begin(), kinds.end(), [&](unsigned a, unsigned b) { return gain.saved(a) > gain.saved(b); });
  std::vector<std::string> parts;
  for (const unsigned kind : kinds)
    parts.push_back(fmt::format("{} {}", kCycleKindNames[kind], format_figure(gain.saved(kind))));
  return fmt::format("{}", fmt::join(parts, ", "));
}

const char* why_faster(const std::string& ordering) {
  if (ordering == "acquire") return "an acquire need not wait for older stores, which drain while it is under way";
  if (ordering == "release") return "what follows a release need not wait for it";
  if (ordering == "acq_rel")
    return "of LR and SC the one only acquires, the other only releases; an AMO that does both is a full fence either "
           "way";
  return "what follows an SC, which only releases, need not wait for it; an AMO that acquires and releases is a full "
         "fence either way";
}

bool less(const Gain& a, const Gain& b) {
  return a.ratio() < b.ratio();
}

std::string overall_line(const Comparison& comparison, const std::vector<Gain>& gains) {
  const Gain& worst = *std::min_element(gains.begin(), gains.end(), less);
  const auto starved = std::count_if(gains.begin(), gains.end(), [](const Gain& gain) { return gain.starved; });
  std::string text = fmt::format(
      "Precise acquire and release have {:.3f} times the throughput of full fences, in the geometric mean of {} "
      "points; "
      "{} at the worst ({}).",
      geometric_mean(gains), gains.size(), ratio_text(worst), place_of(comparison, worst));
  if (starved > 0)
    text += fmt::format(" In {} of the points an operation starved; there chance has the greatest part.", starved);
  return text;
}

std::string slower_line(const Comparison& comparison, const std::vector<Gain>& gains) {
  std::vector<std::string> places;
  for (const Gain& gain : gains)
    if (gain.ratio() < kSlower)
      places.push_back(
          fmt::format("{} ({}{})", place_of(comparison, gain), ratio_text(gain), gain.starved ? ", starved" : ""));
  if (places.empty()) return fmt::format("No point is slower by more than {:.0f} %.", 100 * (1 - kSlower));
  return fmt::format("Slower by more than {:.0f} %: {}.", 100 * (1 - kSlower), fmt::join(places, "; "));
}

// Where the gain of one order is largest, of which cycles it consists, and why.
std::string ordering_line(const Comparison& comparison, const std::string& ordering, const std::vector<Gain>& gains) {
  const Gain& best = *std::max_element(gains.begin(), gains.end(), less);
  std::string text =
      fmt::format("{}: precise has {:.3f} times the throughput of drain in the mean", ordering, geometric_mean(gains));
  if (best.ratio() < 1 + kNoticeable) return text + ", and nowhere noticeably more.";
  return text + fmt::format(", at best {} ({}): an operation takes {} cycles instead of {}; saved: {}. {}{}.",
                            ratio_text(best), place_of(comparison, best),
                            format_figure(best.precise->cycles_per_operation),
                            format_figure(best.drain->cycles_per_operation), where_saved(best),
                            "The reason: ", why_faster(ordering));
}

}  // namespace

FigureTable aqrl_figures(const Comparison& comparison) {
  FigureTable table;
  table.title = "Throughput of precise acquire and release over full fences (above 1 is faster)";
  table.headings = headings_with_harts(comparison, {"kernel", "variant", "core", "model", "order"});
  for (const std::vector<Gain>& row : gains_of(comparison)) {
    const OrderChoice& choice = comparison.orders[row.front().order];
    std::vector<std::string> cells = {row.front().kernel, row.front().variant, choice.core, choice.model,
                                      choice.ordering};
    for (const unsigned harts : comparison.harts) {
      const auto gain = std::find_if(row.begin(), row.end(), [&](const Gain& one) { return one.harts == harts; });
      const bool starved = gain != row.end() && gain->starved;
      cells.push_back(gain == row.end() ? "n/a" : ratio_text(*gain) + (starved ? " " + table.mark(kStarved) : ""));
    }
    table.rows.push_back(cells);
  }
  return table;
}

FigureTable saved_cycle_figures(const Comparison& comparison) {
  FigureTable table;
  table.title = "Cycles per operation that precise acquire and release save over full fences";
  table.headings = {"kernel", "variant", "core", "model", "order", "harts", "drain", "precise", "saved"};
  table.headings.insert(table.headings.end(), kCycleKindNames.begin(), kCycleKindNames.end());
  table.headings.push_back("idle");
  for (const Gain& gain : all_gains(comparison)) {
    const OrderChoice& choice = comparison.orders[gain.order];
    std::vector<std::string> cells = {gain.kernel,  gain.variant,    choice.core,
                                      choice.model, choice.ordering, std::to_string(gain.harts)};
    for (const double cycles : {gain.drain->cycles_per_operation, gain.precise->cycles_per_operation, gain.saved()})
      cells.push_back(format_figure(cycles));
    for (unsigned kind = 0; kind < kCycleKinds; ++kind) cells.push_back(format_figure(gain.saved(kind)));
    cells.push_back(format_figure(gain.drain->idle_cycles - gain.precise->idle_cycles));
    table.rows.push_back(cells);
  }
  return table;
}

std::vector<std::string> summarize_aqrl(const Comparison& comparison) {
  const std::vector<Gain> gains = all_gains(comparison);
  if (gains.empty()) return {};
  std::vector<std::string> lines = {overall_line(comparison, gains), slower_line(comparison, gains)};
  for (const char* ordering : {"acquire", "release", "acq_rel", "seq_cst"}) {
    std::vector<Gain> own;
    std::copy_if(gains.begin(), gains.end(), std::back_inserter(own),
                 [&](const Gain& gain) { return comparison.orders[gain.order].ordering == ordering; });
    if (!own.empty()) lines.push_back(ordering_line(comparison, ordering, own));
  }
  return lines;
}

}  // namespace amoeba
