// Traffic harts that perform the atomics of a path on a platform's memory system, in this process, which must not have
// elaborated a System before. Errors: std::runtime_error when they do not finish.
#pragma once
#include <cstdint>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/vmexit/prediction.h"

namespace amoeba::vmexit {

// Cycles until a hart has done so many operations, on average over the harts of the configuration, which all work on
// one object.
double simulate_atomics(const Configuration& configuration, const AtomicShape& shape, double work,
                        std::uint64_t operations);

}  // namespace amoeba::vmexit
