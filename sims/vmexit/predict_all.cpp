#include "amoeba/sims/vmexit/predict_all.h"

#include <algorithm>
#include <string>
#include <thread>

#include "amoeba/sims/comparison/worker_pool.h"
#include "amoeba/sims/interruption.h"
#include "amoeba/sims/vmexit/prediction.h"
#include "amoeba/sims/vmexit/study_runner.h"
#include "amoeba/sims/vmexit/traffic_run.h"

namespace amoeba::vmexit {
namespace {

// Of what was measured: the counts with the fewest harts predict all hart counts.
void plan_predictions(Study& study) {
  for (const SubjectCost& cost : study.costs) {
    const Subject& subject = study.subjects[cost.subject];
    const Cost* counts = study.warm(subject.name, study.harts.front());
    if (!subject.is_path() || !cost.failure.empty() || counts == nullptr) continue;
    study.predicted.push_back({cost.subject, cost.harts, 0, 0, cost.warm.all(&RegionCounters::cycles), ""});
  }
}

// What lies between the atomic's accesses, from the counts with the fewest harts.
void predict_work(const Study& study, Predicted& point, const Configuration& platform) {
  const Subject& subject = study.subjects[point.subject];
  const Cost& counts = *study.warm(subject.name, study.harts.front());
  point.work = predicted_work(counts, atomic_shape(subject), platform);
}

}  // namespace

bool predict_all(Study& study, const Configuration& platform, unsigned jobs) {
  plan_predictions(study);
  for (Predicted& point : study.predicted) predict_work(study, point, platform);
  const std::uint64_t counted = study.operations;
  // Two runs for each point, as for what is executed: the difference counts.
  const auto simulate = [&](std::size_t index) {
    const Predicted& point = study.predicted[index / 2];
    Configuration configuration = platform;
    configuration.harts = point.harts;
    const std::uint64_t operations = kWarmUp + (index % 2 == 0 ? 0 : counted);
    const AtomicShape shape = atomic_shape(study.subjects[point.subject]);
    return std::to_string(simulate_atomics(configuration, shape, point.work, operations));
  };
  WorkerPool pool(jobs != 0 ? jobs : std::thread::hardware_concurrency());
  pool.set_interruption(interrupted);
  const std::vector<TaskOutcome> outcomes = pool.run(2 * study.predicted.size(), simulate);
  for (std::size_t index = 0; index < study.predicted.size(); ++index) {
    const TaskOutcome &shorter = outcomes[2 * index], &longer = outcomes[2 * index + 1];
    Predicted& point = study.predicted[index];
    if (shorter.end == TaskEnd::interrupted || longer.end == TaskEnd::interrupted) return false;
    if (shorter.end == TaskEnd::finished && longer.end == TaskEnd::finished) {
      point.cycles = (std::stod(longer.text) - std::stod(shorter.text)) / static_cast<double>(counted);
    } else {
      point.failure = shorter.end == TaskEnd::finished ? longer.text : shorter.text;
    }
  }
  return true;
}

}  // namespace amoeba::vmexit
