// Carries out a prediction in worker processes: records each program, predicts each point, executes it if asked to.
// Errors: std::runtime_error when a program cannot be recorded; a point that fails leaves its reason in the prediction.
#pragma once
#include <cstdint>

#include "amoeba/sims/cost_model/prediction.h"

namespace amoeba {

struct PredictionOptions {
  bool check = false;                        // execute every point, too
  unsigned jobs = 0;                         // processes at a time; 0: as many as cores
  std::uint64_t max_cycles = 2'000'000'000;  // of an execution
};

// False after an interruption.
bool carry_out(Prediction& prediction, const PredictionOptions& options);

}  // namespace amoeba
