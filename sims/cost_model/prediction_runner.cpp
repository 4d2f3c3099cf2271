#include "amoeba/sims/cost_model/prediction_runner.h"

#include <fmt/format.h>

#include <stdexcept>
#include <thread>

#include "amoeba/sims/comparison/progress.h"
#include "amoeba/sims/comparison/worker_pool.h"
#include "amoeba/sims/cost_model/recorded_step_json.h"
#include "amoeba/sims/interruption.h"

namespace amoeba {
namespace {

WorkerPool make_pool(const PredictionOptions& options) {
  WorkerPool pool(options.jobs != 0 ? options.jobs : std::thread::hardware_concurrency());
  pool.set_interruption(interrupted);
  return pool;
}

// False after an interruption.
bool record(Prediction& prediction, const PredictionOptions& options) {
  const auto task = [&](std::size_t index) {
    return steps_to_json(record_operations(prediction.programs[index])).dump();
  };
  const std::vector<TaskOutcome> outcomes = make_pool(options).run(prediction.programs.size(), task);
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    PredictedProgram& program = prediction.programs[index];
    if (outcomes[index].end == TaskEnd::interrupted) return false;
    if (outcomes[index].end != TaskEnd::finished)
      throw std::runtime_error(fmt::format("{}: {}", program.name, outcomes[index].text));
    program.steps = steps_from_json(nlohmann::ordered_json::parse(outcomes[index].text));
  }
  return true;
}

void take(const TaskOutcome& outcome, PredictedPoint& point, std::optional<double> PredictedPoint::*figure) {
  if (outcome.end == TaskEnd::finished)
    point.*figure = nlohmann::ordered_json::parse(outcome.text).get<double>();
  else if (outcome.end != TaskEnd::interrupted)
    point.failure = outcome.text;
}

// Predictions first, then executions. False after an interruption.
bool measure(Prediction& prediction, const PredictionOptions& options) {
  const std::size_t points = prediction.points.size();
  const auto task = [&](std::size_t index) {
    const PredictedPoint& point = prediction.points[index % points];
    const double cycles = index < points ? predict(prediction, point) : execute(prediction, point, options.max_cycles);
    return nlohmann::ordered_json(cycles).dump();
  };
  Progress progress("predicting");
  WorkerPool pool = make_pool(options);
  pool.set_progress([&](std::size_t done, std::size_t total) { progress.update(done, total); });
  const auto outcomes = pool.run(options.check ? 2 * points : points, task);
  bool complete = true;
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    take(outcomes[index], prediction.points[index % points],
         index < points ? &PredictedPoint::predicted : &PredictedPoint::executed);
    complete = complete && outcomes[index].end != TaskEnd::interrupted;
  }
  return complete;
}

}  // namespace

bool carry_out(Prediction& prediction, const PredictionOptions& options) {
  return record(prediction, options) && measure(prediction, options);
}

}  // namespace amoeba
