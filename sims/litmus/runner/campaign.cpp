#include "amoeba/sims/litmus/runner/campaign.h"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "amoeba/sims/comparison/worker_pool.h"
#include "amoeba/sims/litmus/runner/litmus_machine.h"
#include "amoeba/sims/litmus/runner/machine_variants.h"

namespace amoeba::litmus {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kRunsPerTask = 10'000;  // about a second, so that an interruption loses little
constexpr std::size_t kMostOrderViolations = 10;

// Seeds first, first + step, ... below end, of tests that need the same machine.
struct Task {
  std::vector<std::size_t> tests;
  std::uint64_t first = 0, end = 0, step = 1;
};

unsigned harts_for(const LitmusTest& test, const CampaignOptions& options) {
  if (options.as_described || options.chosen("system.harts")) return options.platform.harts;
  return std::max(2u, static_cast<unsigned>(test.threads.size()));
}

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// ------------------------------------------------------------------------------------------------- which task has what

// About kRunsPerTask runs each: of several tests, or of a part of one test's seeds.
void add_tasks(const std::vector<std::size_t>& tests, const CampaignOptions& options, std::vector<Task>& tasks) {
  const std::uint64_t step = options.as_described ? 1 : kMachineVariants;
  const std::uint64_t last = options.first_seed + options.runs;
  const std::uint64_t seeds = std::min(options.runs, kRunsPerTask * step);  // of a task and its like on other machines
  const std::size_t together = std::max<std::uint64_t>(1, kRunsPerTask / (seeds / step + 1));
  for (std::size_t begin = 0; begin < tests.size(); begin += together) {
    const std::vector<std::size_t> part(
        tests.begin() + static_cast<std::ptrdiff_t>(begin),
        tests.begin() + static_cast<std::ptrdiff_t>(std::min(tests.size(), begin + together)));
    for (std::uint64_t from = options.first_seed; from < last; from += seeds)
      for (std::uint64_t k = 0; k < std::min(step, seeds); ++k)
        tasks.push_back({part, from + k, std::min(last, from + seeds), step});
  }
}

std::vector<Task> plan_tasks(const std::vector<LitmusTest>& tests, const CampaignOptions& options) {
  std::map<unsigned, std::vector<std::size_t>> by_harts;
  for (std::size_t k = 0; k < tests.size(); ++k) by_harts[harts_for(tests[k], options)].push_back(k);
  std::vector<Task> tasks;
  for (const auto& [harts, group] : by_harts) add_tasks(group, options, tasks);
  return tasks;
}

// ---------------------------------------------------------------------------------------------------- in the worker

struct Found {
  std::map<StateRow, Sighting> states;
  std::uint64_t runs = 0;
  std::vector<OrderViolation> order_violations;
  double seconds = 0;
  std::string error;
};

void run_seeds(LitmusMachine& machine, const LitmusTest& test, const Task& task, Found& found) {
  std::uint64_t seed = task.first;
  try {
    for (; seed < task.end; seed += task.step) {
      const std::optional<StateRow> row = machine.run(test, seed);
      ++found.runs;
      for (const std::string& text : machine.take_order_violations())
        if (found.order_violations.size() < kMostOrderViolations) found.order_violations.push_back({seed, text});
      if (!row) continue;
      Sighting& sighting = found.states[*row];
      if (sighting.runs++ == 0) sighting.first_seed = seed;
    }
  } catch (const std::exception& error) {
    found.error = std::string(error.what()) + " (seed " + std::to_string(seed) + ")";
  }
}

Found run_test(LitmusMachine& machine, const LitmusTest& test, const Task& task) {
  Found found;
  const double begin = processor_seconds();
  try {
    check_fits(test, machine.platform());
    run_seeds(machine, test, task, found);
  } catch (const std::invalid_argument& error) {
    found.error = error.what();
  }
  found.seconds = processor_seconds() - begin;
  return found;
}

Json to_json(const Found& found) {
  Json states = Json::array(), violations = Json::array();
  for (const auto& [row, sighting] : found.states) {
    Json values = Json::array();
    for (const Value& value : row) values.push_back({value.number, value.location});
    states.push_back({values, sighting.runs, sighting.first_seed});
  }
  for (const OrderViolation& violation : found.order_violations) violations.push_back({violation.seed, violation.text});
  return {{"states", states},
          {"runs", found.runs},
          {"order", violations},
          {"seconds", found.seconds},
          {"error", found.error}};
}

std::string run_task(const std::vector<LitmusTest>& tests, const Task& task, const CampaignOptions& options) {
  LitmusMachine machine(machine_for(tests[task.tests.front()], task.first, options));
  Json results = Json::array();
  for (const std::size_t test : task.tests) results.push_back(to_json(run_test(machine, tests[test], task)));
  return results.dump();
}

// ----------------------------------------------------------------------------------------------- out of the workers

void merge(const Json& result, TestRuns& runs) {
  for (const Json& state : result.at("states")) {
    StateRow row;
    for (const Json& value : state[0]) row.push_back({value[0].get<std::int64_t>(), value[1].get<std::string>()});
    const Sighting seen{state[1], state[2]};
    Sighting& sighting = runs.states[row];
    sighting.first_seed = sighting.runs == 0 ? seen.first_seed : std::min(sighting.first_seed, seen.first_seed);
    sighting.runs += seen.runs;
  }
  for (const Json& violation : result.at("order")) runs.order_violations.push_back({violation[0], violation[1]});
  runs.runs += result.at("runs").get<std::uint64_t>();
  runs.seconds += result.at("seconds").get<double>();
  if (runs.error.empty()) runs.error = result.at("error");
}

void take(const Task& task, const TaskOutcome& outcome, std::vector<TestRuns>& results) {
  if (outcome.end == TaskEnd::interrupted) return;
  if (outcome.end != TaskEnd::finished) {
    for (const std::size_t test : task.tests) results[test].error = results[test].test.path + ": " + outcome.text;
    return;
  }
  const Json found = Json::parse(outcome.text);
  for (std::size_t k = 0; k < task.tests.size(); ++k) merge(found[k], results[task.tests[k]]);
}

}  // namespace

FinalStates TestRuns::final_states() const {
  FinalStates result;
  for (const auto& [row, sighting] : states) add(test, row, sighting.runs, result);
  return result;
}

Configuration machine_for(const LitmusTest& test, std::uint64_t seed, const CampaignOptions& options) {
  Configuration platform = options.platform;
  platform.harts = harts_for(test, options);
  return options.as_described ? platform : machine_variant(platform, variant_of(seed), options.chosen);
}

std::vector<TestRuns> run_campaign(const std::vector<LitmusTest>& tests, const CampaignOptions& options) {
  std::vector<TestRuns> results;
  for (const LitmusTest& test : tests) {
    results.emplace_back();
    results.back().test = test;
  }
  const std::vector<Task> tasks = plan_tasks(tests, options);
  WorkerPool pool(options.jobs);
  pool.set_progress(options.progress);
  pool.set_interruption(options.interrupted);
  const std::vector<TaskOutcome> outcomes =
      pool.run(tasks.size(), [&](std::size_t index) { return run_task(tests, tasks[index], options); });
  for (std::size_t index = 0; index < tasks.size(); ++index) take(tasks[index], outcomes[index], results);
  return results;
}

}  // namespace amoeba::litmus
