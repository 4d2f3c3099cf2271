#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <regex>
#include <thread>

#include "amoeba/sims/command.h"
#include "amoeba/sims/comparison/compared_variant.h"
#include "amoeba/sims/comparison/comparison_json.h"
#include "amoeba/sims/comparison/figures.h"
#include "amoeba/sims/comparison/plan.h"
#include "amoeba/sims/comparison/point_runner.h"
#include "amoeba/sims/comparison/progress.h"
#include "amoeba/sims/comparison/repeats.h"
#include "amoeba/sims/comparison/studies.h"
#include "amoeba/sims/comparison/worker_pool.h"
#include "amoeba/sims/contention.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"
#include "amoeba/sims/interruption.h"
#include "amoeba/sims/platform_options.h"
#include "amoeba/sims/report/aqrl_figures.h"
#include "amoeba/sims/report/html_report.h"
#include "amoeba/sims/report/order_figures.h"
#include "amoeba/sims/report/policy_figures.h"
#include "amoeba/sims/workloads/runtime/arguments.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

constexpr unsigned kMostRepeats = 1000;

struct CompareOptions {
  std::string kernels;
  std::string variants;
  std::string paths;
  std::string policies;
  std::string harts = "1,2,4,8";
  std::string study;
  OrderLists orders;
  unsigned repeats = 1;
  double starvation = kStarvationBound;
  PlatformOptions platform;
  Contention contention;
  std::string json;
  std::string report = "report.html";
  unsigned jobs = 0;
  std::uint64_t max_cycles = 2'000'000'000;
};

// What a study asks for where the user says nothing else.
void take_study(CompareOptions& compare, const CommandLine& line) {
  const Study& chosen = study(compare.study);
  if (!line.given("kernels")) compare.kernels = chosen.kernels;
  if (!line.given("variants")) compare.variants = chosen.variants;
  if (!line.given("policies") && *chosen.policies != '\0') compare.policies = chosen.policies;
  if (!line.given("harts")) compare.harts = chosen.harts;
  if (!line.given("orderings")) compare.orders.orderings = chosen.orders.orderings;
  if (!line.given("cores")) compare.orders.cores = chosen.orders.cores;
  if (!line.given("memory-models")) compare.orders.models = chosen.orders.models;
  if (!line.given("aqrl")) compare.orders.aqrl = chosen.orders.aqrl;
  if (!line.given("repeats")) compare.repeats = chosen.repeats;
}

bool parse(CompareOptions& compare, CommandLine& line, const Arguments& arguments) {
  namespace options = boost::program_options;
  line.add()("kernels", options::value(&compare.kernels)->value_name("A,B,.."), "kernels to run; all unless given")(
      "variants", options::value(&compare.variants)->value_name("A,B,.."),
      "variants to run, guest-NAME for paths in a guest; all of the bare machine but hypothetical ones (lrwait) unless "
      "given")("paths", options::value(&compare.paths)->value_name("all|A,B,.."),
               "paths in a guest to run, too; those of 'amoeba vmexit'")(
      "policies", options::value(&compare.policies)->value_name("A,B,.."),
      "placements of AMOs, e.g. all-near,all-far,adaptive; the platform's own unless given")(
      "harts", options::value(&compare.harts)->value_name("N,M,.."), "hart counts; 1,2,4,8 unless given")(
      "orderings", options::value(&compare.orders.orderings)->value_name("A,B,.."),
      "memory orders of the ordered kernels: relaxed (unless given), acquire, release, acq_rel, seq_cst")(
      "cores", options::value(&compare.orders.cores)->value_name("A,B"),
      "inorder, ooo; the platform's own unless given")("memory-models",
                                                       options::value(&compare.orders.models)->value_name("A,B,.."),
                                                       "rvwmo, ztso, sc; the platform's own unless given")(
      "aqrl", options::value(&compare.orders.aqrl)->value_name("A,B"),
      "how harts build aq and rl: precise, drain; the platform's own unless given")(
      "study", options::value(&compare.study)->value_name("NAME"), study_help().c_str());
  compare.contention.add_to(line);
  compare.platform.add_to(line);
  line.add()("repeats", options::value(&compare.repeats)->value_name("N"),
             "runs of each point, with the seed and the following ones, of which the mean is shown; 1 unless given")(
      "max-cycles", options::value(&compare.max_cycles)->value_name("N"),
      "cycles after which a run counts as failed; 2000000000 unless given")(
      "starvation", options::value(&compare.starvation)->value_name("N"),
      "mark runs with operations that take more than N times the median; 100 unless given")(
      "json", options::value(&compare.json)->value_name("FILE"), "write all figures as JSON")(
      "report", options::value(&compare.report)->value_name("FILE"), "the HTML report; report.html unless given")(
      "jobs", options::value(&compare.jobs)->value_name("N"), "processes at a time; as many as cores unless given");
  return line.parse(arguments);
}

Configuration configuration_of(const Point& point, const OrderChoice& order, Configuration configuration) {
  configuration.harts = point.harts;
  configuration.core = order.core;
  configuration.order.model = order.model;
  configuration.order.acquire_release = order.aqrl;
  configuration.placement = point.policy;
  return compared_variant(point.variant, configuration).configure(configuration);
}

// The points that exist, all checked before the first one runs.
std::vector<PointResult*> runnable(Comparison& comparison, const Configuration& configuration) {
  std::vector<PointResult*> points;
  for (PointResult& result : comparison.results) {
    if (result.status != PointStatus::not_run) continue;
    validate(configuration_of(result.point, comparison.orders[result.point.order], configuration));
    points.push_back(&result);
  }
  return points;
}

// A point is measured when all its runs are.
void take(const TaskOutcome* runs, unsigned repeats, PointResult& result) {
  std::vector<Metrics> measured;
  for (unsigned run = 0; run < repeats; ++run) {
    const TaskOutcome& outcome = runs[run];
    if (outcome.end == TaskEnd::finished) {
      measured.push_back(metrics_from_json(nlohmann::ordered_json::parse(outcome.text)));
    } else if (outcome.end != TaskEnd::interrupted) {
      result.status = PointStatus::failed;
      result.reason = std::regex_replace(outcome.text, std::regex("\\s*\n\\s*"), "; ");
      return;
    }
  }
  if (measured.size() < repeats) return;
  result.status = PointStatus::measured;
  result.metrics = mean_metrics(measured);
}

void measure(Comparison& comparison, const CompareOptions& compare, const Configuration& configuration) {
  const std::vector<PointResult*> points = runnable(comparison, configuration);
  const auto task = [&](std::size_t index) {
    const Point& point = points[index / compare.repeats]->point;
    const OrderChoice& order = comparison.orders[point.order];
    Configuration own = configuration_of(point, order, configuration);
    own.seed += index % compare.repeats;
    std::vector<std::uint64_t> arguments = compare.contention.arguments(point.harts, own.seed);
    arguments[ARGUMENT_ORDER] = order_argument(order.ordering);
    arguments[kGuestPathArgument] = compared_variant(point.variant, configuration).path;
    return metrics_to_json(run_point(point, own, arguments, compare.max_cycles)).dump();
  };
  Progress progress("comparing");
  WorkerPool pool(compare.jobs != 0 ? compare.jobs : std::thread::hardware_concurrency());
  pool.set_progress([&](std::size_t done, std::size_t total) { progress.update(done, total); });
  pool.set_interruption(interrupted);
  const std::vector<TaskOutcome> outcomes = pool.run(points.size() * compare.repeats, task);
  for (std::size_t index = 0; index < points.size(); ++index)
    take(&outcomes[index * compare.repeats], compare.repeats, *points[index]);
}

void check_order_settings(const CompareOptions& compare) {
  const auto check = [&](const std::string& list, const char* option, const char* path) {
    if (!list.empty() && compare.platform.sets(path))
      throw UsageError(fmt::format("{} gives {}; leave it out of --set", option, path));
  };
  check(compare.orders.cores, "--cores", "hart.core");
  check(compare.orders.models, "--memory-models", "order.model");
  check(compare.orders.aqrl, "--aqrl", "order.acquire_release");
}

template <class Field>
std::string different_values(const std::vector<OrderChoice>& orders, Field OrderChoice::*field) {
  std::vector<std::string> values;
  for (const OrderChoice& order : orders)
    if (std::find(values.begin(), values.end(), order.*field) == values.end()) values.push_back(order.*field);
  return fmt::format("{}", fmt::join(values, ", "));
}

// What differs from point to point is no single value.
void describe_points(Comparison& comparison) {
  for (ConfigurationValue& value : comparison.configuration) {
    if (value.path == "system.harts") {
      value.value = fmt::format("{}", fmt::join(comparison.harts, ", "));
    } else if (value.path == "core.isa") {
      value.value = "what each variant needs";
    } else if (value.path == "atomics.placement" && comparison.compares_policies()) {
      value.value = fmt::format("{}", fmt::join(comparison.policies, ", "));
    } else if (value.path == "hart.core" && comparison.compares_orders()) {
      value.value = different_values(comparison.orders, &OrderChoice::core);
    } else if (value.path == "order.model" && comparison.compares_orders()) {
      value.value = different_values(comparison.orders, &OrderChoice::model);
    } else if (value.path == "order.acquire_release" && comparison.compares_orders()) {
      value.value = different_values(comparison.orders, &OrderChoice::aqrl);
    } else {
      continue;
    }
    value.origin = "comparison";
  }
}

void print(const Comparison& comparison, std::size_t planned) {
  for (const std::string& kernel : comparison.kernels) {
    const FigureTable table = kernel_figures(comparison, kernel);
    if (!table.rows.empty()) fmt::print("{}\n", to_text(table));
  }
  for (const std::string& line : summarize_policies(comparison)) fmt::print("{}\n", line);
  for (const std::string& line : summarize_orders(comparison)) fmt::print("{}\n", line);
  for (const std::string& line : summarize_aqrl(comparison)) fmt::print("{}\n", line);
  fmt::print("x {0}: operations per microsecond relative to {0}; above 1 is faster.\n", kBaselineVariant);
  if (comparison.repeats > 1)
    fmt::print("Each point is the mean of {} runs with seeds from {} on, \u00b1 its standard error.\n",
               comparison.repeats, comparison.seed);
  fmt::print("{} of {} {} measured, {} failed.\n", comparison.count(PointStatus::measured), planned,
             comparison.repeats > 1 ? "points" : "runs", comparison.count(PointStatus::failed));
}

// What was finished before the interruption.
int finish_interrupted(Comparison comparison, const CompareOptions& compare) {
  const std::size_t planned = comparison.results.size() - comparison.count(PointStatus::unavailable);
  auto& results = comparison.results;
  results.erase(std::remove_if(results.begin(), results.end(),
                               [](const PointResult& result) {
                                 return result.status == PointStatus::not_run ||
                                        result.status == PointStatus::unavailable;
                               }),
                results.end());
  print(comparison, planned);
  std::fflush(stdout);
  fmt::print(stderr, "amoeba: error: interrupted; {} was not written\n", compare.report);
  return kInterruptedStatus;
}

int finish(const Comparison& comparison, const CompareOptions& compare) {
  if (comparison.count(PointStatus::not_run) > 0) return finish_interrupted(comparison, compare);
  print(comparison, comparison.results.size() - comparison.count(PointStatus::unavailable));
  if (!compare.json.empty()) write_text(compare.json, comparison_to_json(comparison).dump(2) + "\n");
  write_text(compare.report, html_report(comparison));
  fmt::print("Report: {}\n", compare.report);
  if (comparison.count(PointStatus::failed) == 0) return EXIT_SUCCESS;
  std::fflush(stdout);
  fmt::print(stderr, "amoeba: error: {} runs failed; the notes at the tables say why\n",
             comparison.count(PointStatus::failed));
  return EXIT_FAILURE;
}

}  // namespace

int compare_command(const Arguments& arguments) {
  CommandLine line(
      "compare [OPTIONS]",
      "Runs kernels in every variant of their byte and halfword atomics on several hart counts, prints a table per\n"
      "kernel and writes an HTML report. A program that fails its own check is a failed run (status 1).",
      {{"amoeba compare", "everything on the embedded platform"},
       {"amoeba compare --kernels shared-counter,ticket-lock --variants zabha,lrsc --harts 1,8", "a part of it"},
       {"amoeba compare --kernels mixed-counters --variants zabha --policies all-near,all-far,adaptive --harts 1,4,16",
        "where near and far atomics cross over"},
       {"amoeba compare --kernels shared-counter --variants zabha,lrsc --paths all --harts 1,8",
        "the bare machine beside guests on every path"},
       {"amoeba compare --study ordering --report ordering.html", "what memory order costs, precise or as fences"},
       {"amoeba compare --study shapes --platform platforms/presets/manycore-48.yaml",
        "how counters and locks scale from 1 to 48 harts"},
       {"amoeba compare --contention private --set l1d.bytes=32KiB --json private.json --report private.html",
        "private objects, other caches, results kept as JSON"}});
  CompareOptions compare;
  if (!parse(compare, line, arguments)) return EXIT_SUCCESS;
  compare.contention.check();
  if (!compare.study.empty()) take_study(compare, line);
  if (!compare.policies.empty() && compare.platform.sets("atomics.placement"))
    throw UsageError("--policies gives the placements; leave atomics.placement out of --set");
  if (compare.repeats == 0 || compare.repeats > kMostRepeats)
    throw UsageError(fmt::format("--repeats wants a number from 1 to {}, not {}", kMostRepeats, compare.repeats));
  check_order_settings(compare);
  if (compare.platform.sets("core.isa"))
    throw UsageError("compare gives each variant the harts it needs; leave core.isa out of --set");
  const Configuration configuration = compare.platform.resolve(line);
  expect_writable(compare.report);
  if (!compare.json.empty()) expect_writable(compare.json);

  const std::string policies = compare.policies.empty() ? configuration.placement : compare.policies;
  Comparison comparison = plan_comparison(compare.kernels, compare.variants, policies, compare.harts,
                                          plan_orders(compare.orders, configuration), compare.paths, configuration);
  comparison.starvation_bound = compare.starvation;
  comparison.version = AMOEBA_VERSION;
  comparison.operations = compare.contention.operations;
  comparison.contention = compare.contention.describe();
  comparison.seed = configuration.seed;
  comparison.repeats = compare.repeats;
  comparison.configuration = compare.platform.describe(configuration);
  describe_points(comparison);
  watch_for_interruption();
  measure(comparison, compare, configuration);
  return finish(comparison, compare);
}

}  // namespace amoeba
