#include "amoeba/sims/vmexit/predict_all.h"

#include <map>

#include "amoeba/sims/cost_model/predicted_run.h"
#include "amoeba/sims/cost_model/prediction_runner.h"
#include "amoeba/sims/workloads/runtime/arguments.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba::vmexit {
namespace {

constexpr std::uint64_t kLine = 64;

void plan_predictions(Study& study) {
  for (const SubjectCost& cost : study.costs) {
    if (!study.subjects[cost.subject].is_path() || !cost.failure.empty()) continue;
    study.predicted.push_back({cost.subject, cost.harts, 0, 0, 0, ""});
  }
}

PredictedProgram program_of(const Subject& subject, const Study& study) {
  PredictedProgram program{subject.name, find_workload(subject.kernel, subject.image), subject.isa, false, {}, {}};
  program.arguments.assign(ARGUMENTS, 0);
  program.arguments[ARGUMENT_OPERATIONS] = study.operations;
  program.arguments[ARGUMENT_OBJECTS] = 1;
  program.arguments[ARGUMENT_STRIDE] = kLine;
  program.arguments[ARGUMENT_SEED] = study.seed;
  add_arguments(subject, program.arguments);
  return program;
}

Prediction prediction_of(const Study& study, const Configuration& platform) {
  Prediction prediction;
  std::map<std::size_t, std::size_t> programs;  // by subject
  for (const Predicted& point : study.predicted) {
    const Subject& subject = study.subjects[point.subject];
    const auto [entry, added] = programs.try_emplace(point.subject, prediction.programs.size());
    if (added) {
      prediction.programs.push_back(program_of(subject, study));
      prediction.platforms.push_back({"platform", configuration_for(subject, platform)});
    }
    prediction.points.push_back(
        {entry->second, entry->second, point.harts, prediction.programs[entry->second].arguments, {}, {}, {}});
  }
  return prediction;
}

}  // namespace

bool predict_all(Study& study, const Configuration& platform, unsigned jobs) {
  plan_predictions(study);
  Prediction prediction = prediction_of(study, platform);
  PredictionOptions options;
  options.jobs = jobs;
  options.check = true;
  const bool whole = carry_out(prediction, options);
  for (std::size_t index = 0; index < study.predicted.size(); ++index) {
    const PredictedPoint& point = prediction.points[index];
    Predicted& predicted = study.predicted[index];
    predicted.work = local_cycles_per_operation(prediction.programs[point.program].steps,
                                                core_latencies(prediction.platforms[point.platform].configuration));
    predicted.cycles = point.predicted.value_or(0);
    predicted.executed = point.executed.value_or(0);
    predicted.failure = point.failure;
  }
  return whole;
}

}  // namespace amoeba::vmexit
