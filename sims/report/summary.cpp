#include "amoeba/sims/report/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "amoeba/sims/comparison/figures.h"

namespace amoeba {
namespace {

constexpr double kTie = 0.01;           // relative difference below which two throughputs count as equal
constexpr double kMainShare = 0.25;     // of a difference, from which a kind of cycle is named
constexpr double kAll = 0.995;          // of the failures, from which "all" is said
constexpr double kRareFailures = 0.01;  // per operation, below which SC failures are not worth a sentence
constexpr std::size_t kMostNamed = 3;   // kinds of cycle in one sentence
constexpr double kNotableShare = 0.1;   // of a variant's cycles, from which traps are named

struct Candidate {
  std::string variant;
  std::string shown;  // its name
  const Metrics* metrics;
};

unsigned most_harts(const Comparison& comparison) {
  return *std::max_element(comparison.harts.begin(), comparison.harts.end());
}

std::string with_harts(unsigned harts) {
  return harts == 1 ? "With 1 hart" : fmt::format("With {} harts", harts);
}

std::string percent(double share) {
  return fmt::format("{:.0f} %", 100 * share);
}

// The measured variants of a kernel, fastest first.
std::vector<Candidate> ranking(const Comparison& comparison, const std::string& kernel, unsigned harts) {
  std::vector<Candidate> ranked;
  for (const std::string& variant : comparison.variants) {
    if (const Metrics* metrics = comparison.metrics(kernel, variant, harts))
      ranked.push_back({variant, comparison.shown_name(variant), metrics});
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const Candidate& a, const Candidate& b) {
    return a.metrics->operations_per_microsecond > b.metrics->operations_per_microsecond;
  });
  return ranked;
}

std::string list(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t index = 0; index < items.size(); ++index) {
    if (index > 0) text += index + 1 == items.size() ? " and " : ", ";
    text += items[index];
  }
  return text;
}

// "2.3 SCs per operation fail, 98 % of them because ..."
std::string sc_failures(const Metrics& metrics) {
  const auto main = std::max_element(metrics.sc_failures.begin() + 1, metrics.sc_failures.end());
  const auto reason = static_cast<std::size_t>(main - metrics.sc_failures.begin());
  const double share = *main / metrics.sc_failures_per_operation;
  return fmt::format("{} SCs per operation fail, {} because {}", format_figure(metrics.sc_failures_per_operation),
                     share > kAll ? "all" : percent(share) + " of them", kScFailureMeanings[reason]);
}

// "177 more on SC retry, 12 fewer on compute": where the cycles lie that `slow` takes beyond `fast`.
std::string main_differences(const Metrics& fast, const Metrics& slow) {
  const double total = slow.cycles_per_operation - fast.cycles_per_operation;
  std::vector<std::pair<double, std::string>> differences = {
      {slow.idle_cycles - fast.idle_cycles, "waiting for the last hart to finish"}};
  for (unsigned kind = 0; kind < kCycleKinds; ++kind)
    differences.emplace_back(slow.cycles[kind] - fast.cycles[kind], kCycleKindNames[kind]);
  std::stable_sort(differences.begin(), differences.end(),
                   [](const auto& a, const auto& b) { return std::abs(a.first) > std::abs(b.first); });
  std::vector<std::string> named;
  for (const auto& [difference, kind] : differences) {
    if (named.size() < kMostNamed && std::abs(difference) >= kMainShare * total)
      named.push_back(
          fmt::format("{} {} on {}", format_figure(std::abs(difference)), difference > 0 ? "more" : "fewer", kind));
  }
  return list(named);
}

std::string failures_of(const Candidate& candidate) {
  if (candidate.metrics->sc_failures_per_operation < kRareFailures) return "";
  return fmt::format(" In {}, {}.", candidate.shown, sc_failures(*candidate.metrics));
}

std::string reasons(const Candidate& fast, const Candidate& slow) {
  std::string text = fmt::format(" {} retires {} instructions per operation, {} {}.", fast.shown,
                                 format_figure(fast.metrics->instructions_per_operation), slow.shown,
                                 format_figure(slow.metrics->instructions_per_operation));
  text += failures_of(slow) + failures_of(fast);
  if (!failures_of(slow).empty() && fast.metrics->sc_failures_per_operation == 0)
    text += fmt::format(" In {}, none fails.", fast.shown);
  const double difference = slow.metrics->cycles_per_operation - fast.metrics->cycles_per_operation;
  text += fmt::format(" {} takes {} cycles per operation more than {}: {}.", slow.shown, format_figure(difference),
                      fast.shown, main_differences(*fast.metrics, *slow.metrics));
  return text;
}

std::string trap_cost(const Candidate& candidate) {
  const double trap = candidate.metrics->cycles[static_cast<unsigned>(CycleKind::trap)];
  if (trap < kNotableShare * candidate.metrics->cycles_per_operation) return "";
  return fmt::format(" {} spends {} of its cycles in traps ({} of {} per operation).", candidate.shown,
                     percent(trap / candidate.metrics->cycles_per_operation), format_figure(trap),
                     format_figure(candidate.metrics->cycles_per_operation));
}

// What the fastest is compared with: the baseline, or the next one where the baseline leads or is missing.
const Candidate& opponent(const std::vector<Candidate>& ranked, std::size_t tied) {
  const auto next = ranked.begin() + static_cast<std::ptrdiff_t>(tied);
  const auto baseline = std::find_if(next, ranked.end(),
                                     [](const Candidate& candidate) { return candidate.variant == kBaselineVariant; });
  return baseline == ranked.end() ? *next : *baseline;
}

// How the speed-ups of one variant lie over the kernels.
struct Spread {
  double log_sum = 0;
  std::size_t count = 0;
  std::pair<double, std::string> least, most;
};

Spread spread(const Comparison& comparison, const std::string& variant, unsigned harts) {
  Spread result;
  for (const std::string& kernel : comparison.kernels) {
    const std::optional<double> ratio = comparison.ratio({kernel, variant, harts});
    if (!ratio || *ratio <= 0) continue;
    if (result.count == 0 || *ratio < result.least.first) result.least = {*ratio, kernel};
    if (result.count == 0 || *ratio > result.most.first) result.most = {*ratio, kernel};
    result.log_sum += std::log(*ratio);
    ++result.count;
  }
  return result;
}

void add_speedups(const Comparison& comparison, unsigned harts, std::vector<std::string>& lines) {
  for (const std::string& variant : comparison.variants) {
    const Spread over = spread(comparison, variant, harts);
    if (variant == kBaselineVariant || over.count == 0) continue;
    std::string line =
        fmt::format("{}, {} reaches {} times the throughput of {}", with_harts(harts), comparison.shown_name(variant),
                    format_figure(std::exp(over.log_sum / static_cast<double>(over.count))), kBaselineVariant);
    line += over.count == 1 ? fmt::format(" on {}.", over.least.second)
                            : fmt::format(" in the geometric mean of {} kernels: from {} on {} to {} on {}.",
                                          over.count, format_figure(over.least.first), over.least.second,
                                          format_figure(over.most.first), over.most.second);
    lines.push_back(line);
  }
}

// The point with the largest `value` among those that `counts` admits, or null when all are zero.
template <class Value, class Counts>
const PointResult* largest(const Comparison& comparison, unsigned harts, Value value, Counts counts) {
  const PointResult* found = nullptr;
  for (const PointResult& result : comparison.results) {
    if (result.status != PointStatus::measured || result.point.harts != harts || !counts(result.point) ||
        !comparison.of_first_choices(result.point))
      continue;
    if (value(result.metrics) > (found ? value(found->metrics) : 0)) found = &result;
  }
  return found;
}

bool any_variant(const Point&) {
  return true;
}

void add_sc_failures(const Comparison& comparison, unsigned harts, std::vector<std::string>& lines) {
  const auto failures = [](const Metrics& metrics) { return metrics.sc_failures_per_operation; };
  const auto baseline = [](const Point& point) { return point.variant == kBaselineVariant; };
  const PointResult* worst = largest(comparison, harts, failures, baseline);
  if (!worst) worst = largest(comparison, harts, failures, any_variant);
  if (!worst) return;
  std::vector<std::string> without;
  for (const Candidate& candidate : ranking(comparison, worst->point.kernel, harts)) {
    if (candidate.metrics->sc_failures_per_operation == 0) without.push_back(candidate.shown);
  }
  std::string line =
      fmt::format("{}, SCs of {} fail most often on {}: {}.", with_harts(harts),
                  comparison.shown_name(worst->point.variant), worst->point.kernel, sc_failures(worst->metrics));
  if (!without.empty())
    line += fmt::format(" There {} {} no SC retries.", list(without), without.size() == 1 ? "needs" : "need");
  lines.push_back(line);
}

void add_traps(const Comparison& comparison, unsigned harts, std::vector<std::string>& lines) {
  constexpr auto kTrap = static_cast<unsigned>(CycleKind::trap);
  const PointResult* worst = largest(
      comparison, harts, [](const Metrics& metrics) { return metrics.cycles[kTrap]; }, any_variant);
  if (!worst) return;
  const Metrics& metrics = worst->metrics;
  lines.push_back(
      fmt::format("{}, traps cost most in {} on {}: {} traps and {} instructions per operation; {} of its "
                  "cycles per operation ({}) are spent there.",
                  with_harts(harts), comparison.shown_name(worst->point.variant), worst->point.kernel,
                  format_figure(metrics.traps_per_operation), format_figure(metrics.instructions_per_operation),
                  format_figure(metrics.cycles[kTrap]), percent(metrics.cycles[kTrap] / metrics.cycles_per_operation)));
}

void add_missing(const Comparison& comparison, std::vector<std::string>& lines) {
  if (const std::size_t failed = comparison.count(PointStatus::failed); failed > 0)
    lines.push_back(fmt::format("{} of {} runs failed; their rows say why.", failed, comparison.results.size()));
  if (const std::size_t missing = comparison.count(PointStatus::unavailable); missing > 0)
    lines.push_back(fmt::format("{} of {} points do not exist (n/a); notes at the tables say why.", missing,
                                comparison.results.size()));
}

}  // namespace

std::vector<std::string> summarize(const Comparison& comparison) {
  const unsigned harts = most_harts(comparison);
  std::vector<std::string> lines;
  add_speedups(comparison, harts, lines);
  add_sc_failures(comparison, harts, lines);
  add_traps(comparison, harts, lines);
  add_missing(comparison, lines);
  return lines;
}

std::string summarize_kernel(const Comparison& comparison, const std::string& kernel) {
  const unsigned harts = most_harts(comparison);
  const std::vector<Candidate> ranked = ranking(comparison, kernel, harts);
  if (ranked.empty()) return "";
  const double best = ranked.front().metrics->operations_per_microsecond;
  std::vector<std::string> leaders;
  for (const Candidate& candidate : ranked) {
    if (candidate.metrics->operations_per_microsecond >= best * (1 - kTie)) leaders.push_back(candidate.shown);
  }
  std::string text = fmt::format("{}, {} {} at {} operations per microsecond", with_harts(harts), list(leaders),
                                 leaders.size() == 1 ? "is fastest" : "are equally fast", format_figure(best));
  if (leaders.size() == ranked.size()) return text + ".";
  const Candidate& other = opponent(ranked, leaders.size());
  text += fmt::format(", {} times {}.", format_figure(best / other.metrics->operations_per_microsecond), other.shown);
  text += reasons(ranked.front(), other);
  for (const Candidate& candidate : ranked) text += trap_cost(candidate);
  return text;
}

}  // namespace amoeba
