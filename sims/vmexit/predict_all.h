// Predicts by the analytic model what a study has executed, in worker processes.
// Errors: as worker_pool.h; a prediction that fails leaves its reason in the study.
#pragma once
#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/vmexit/study.h"

namespace amoeba::vmexit {

// Every path and hart count whose costs were measured. False when interrupted.
bool predict_all(Study& study, const Configuration& platform, unsigned jobs);

}  // namespace amoeba::vmexit
