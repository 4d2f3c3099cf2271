// The analytic cost model: what an operation on a path costs, predicted without executing it.
// Models: the cycles of all instructions but the atomic's own accesses, from the itemised counts and the platform's
// latencies alone: one per instruction, CSR accesses, flushes of traps and returns, mispredicted branches. The atomic's
// own accesses are simulated by traffic harts on the platform's memory system, with that work between them, so that
// contention is the platform's. Not modelled: load-to-use waits, cache misses of the work, several atomics in one
// operation. Calibrated by nothing but the counts and the latencies. Units: cycles per operation of one hart.
#pragma once
#include <string>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/vmexit/cost.h"
#include "amoeba/sims/vmexit/subject.h"

namespace amoeba::vmexit {

// How the path performs the atomic: its accesses, and the instructions between and in them.
struct AtomicShape {
  enum class Accesses : std::uint8_t { amo, reserved, compared } accesses;
  unsigned gap;           // instructions between the LR, or the load, and what uses its value
  unsigned instructions;  // of the accesses and gaps of one attempt, which are part of the counts
};
AtomicShape atomic_shape(const Subject& subject);

// The cycles of an operation's instructions, without those of the atomic's shape.
double predicted_work(const Cost& counts, const AtomicShape& shape, const Configuration& platform);

}  // namespace amoeba::vmexit
