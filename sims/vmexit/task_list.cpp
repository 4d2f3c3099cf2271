#include "amoeba/sims/vmexit/task_list.h"

#include <algorithm>
#include <memory>
#include <regex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "amoeba/sims/comparison/progress.h"
#include "amoeba/sims/comparison/worker_pool.h"
#include "amoeba/sims/interruption.h"
#include "amoeba/sims/workloads/runtime/arguments.h"

namespace amoeba::vmexit {
namespace {

constexpr std::uint64_t kLine = 64;

double host_share(const Sample& sample) {
  double host = 0, all = 0;
  for (unsigned m = 0; m < kHartModes; ++m) {
    const auto mode = static_cast<HartMode>(m);
    const auto cycles = static_cast<double>(sample.mode_cycles[m]);
    const bool of_guest = mode == HartMode::virtual_supervisor || mode == HartMode::virtual_user;
    all += cycles;
    if (!of_guest) host += cycles;
  }
  return all == 0 ? 0 : host / all;
}

// Long work between two atomics leaves little to chance: fewer of them do.
std::uint64_t operations_at(std::uint64_t operations, std::uint64_t think) {
  constexpr std::uint64_t kFewest = 8, kLong = 5000;
  return think < kLong ? operations : std::max(kFewest, operations * kLong / think);
}

std::string one_line(const std::string& text) {
  return std::regex_replace(text, std::regex("\\s*\n\\s*"), "; ");
}

}  // namespace

Run TaskList::run_of(const Subject& subject, unsigned harts, std::uint64_t operations) const {
  Run run;
  run.kernel = subject.kernel;
  run.image = subject.image;
  run.configuration = configuration_for(subject, platform_);
  run.configuration.harts = harts;
  run.arguments.assign(ARGUMENTS, 0);
  run.arguments[ARGUMENT_OPERATIONS] = operations;
  run.arguments[ARGUMENT_SEED] = platform_.seed;
  run.arguments[ARGUMENT_TIMER] = options_.timer;
  add_arguments(subject, run.arguments);
  run.max_cycles = options_.max_cycles;
  return run;
}

void TaskList::add(Run run, Take take, std::string& failure) {
  validate(run.configuration);
  tasks_.push_back({std::move(run), std::move(take), &failure});
}

void TaskList::add_warm(const Subject& subject, unsigned harts, Cost& warm, std::string& failure) {
  const auto shorter = std::make_shared<Sample>();
  add(
      run_of(subject, harts, kWarmUp), [shorter](const Sample& sample) { *shorter = sample; }, failure);
  add(
      run_of(subject, harts, kWarmUp + options_.operations),
      [shorter, &warm](const Sample& sample) {
        if (shorter->operations != 0) warm = difference(sample, *shorter);
      },
      failure);
}

void TaskList::add_pair(const Subject& subject, unsigned harts, Cost& warm, Cost& cold, std::string& failure) {
  add_warm(subject, harts, warm, failure);
  Run run = run_of(subject, harts, 1);
  run.cold = true;
  add(
      std::move(run), [&cold](const Sample& sample) { cold = first_operation(sample); }, failure);
}

void TaskList::add_point(const Subject& subject, bool shared, GridPoint& point) {
  Run run = run_of(subject, point.harts, operations_at(options_.operations, point.think));
  run.arguments[ARGUMENT_OBJECTS] = shared ? 1 : point.harts;
  run.arguments[ARGUMENT_STRIDE] = shared ? 0 : kLine;
  run.arguments[ARGUMENT_THINK] = point.think;
  const auto take = [&point](const Sample& sample) {
    point.cycles = sample.cycles_per_operation();
    point.instructions = static_cast<double>(sample.instructions) / static_cast<double>(sample.operations);
    point.host_share = host_share(sample);
  };
  add(std::move(run), take, point.failure);
}

bool TaskList::run() {
  Progress progress("measuring exits");
  WorkerPool pool(options_.jobs != 0 ? options_.jobs : std::thread::hardware_concurrency());
  pool.set_progress([&](std::size_t done, std::size_t total) { progress.update(done, total); });
  pool.set_interruption(interrupted);
  const std::vector<TaskOutcome> outcomes =
      pool.run(tasks_.size(), [this](std::size_t index) { return to_text(measure(tasks_[index].run)); });
  bool whole = true;
  for (std::size_t index = 0; index < tasks_.size(); ++index) {
    const TaskOutcome& outcome = outcomes[index];
    if (outcome.end == TaskEnd::finished) {
      tasks_[index].take(sample_from_text(outcome.text));
    } else {
      whole = whole && outcome.end != TaskEnd::interrupted;
      *tasks_[index].failure = outcome.end == TaskEnd::interrupted ? "interrupted" : one_line(outcome.text);
    }
  }
  return whole;
}

}  // namespace amoeba::vmexit
