// Predicts what a program's operations cost on a platform: harts in analytic mode on its memory system.
// Models: harts that begin at random ticks and perform a warm-up, then eight times the measured operations: contended
// LR/SC falls into step in one of several ways, which can differ by tens of per cent and are had by chance, so that
// their mean is the answer. Objects lie `stride` bytes apart; harts are dealt to them in turn, as the built-in kernels
// do. Not modelled: what other harts do differently than the recorded one. Units: cycles of the platform's clock.
// Errors: those of an impossible configuration; std::runtime_error when the operations do not end.
#pragma once
#include <cstdint>
#include <vector>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/cost_model/operation_recorder.h"

namespace amoeba {

struct PredictedOperations {
  std::uint64_t operations = 64;  // of each hart
  std::uint64_t objects = 1;
  std::uint64_t stride = 64;
};

CoreLatencies core_latencies(const Configuration& configuration);
// Without the shared accesses.
double local_cycles_per_operation(const std::vector<RecordedStep>& steps, const CoreLatencies& latencies);

// Cycles of one hart per operation. In a process that has not elaborated a System before.
double predict_cycles_per_operation(const std::vector<RecordedStep>& steps, const Configuration& configuration,
                                    const PredictedOperations& operations);

}  // namespace amoeba
