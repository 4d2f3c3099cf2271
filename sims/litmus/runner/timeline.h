// Who performed what when, in one run of a litmus test.
// Models: the memory operations of the test's threads in the order in which they were performed, with the cycles
// between which that happened, and the lines that a thread's hart lost. Not modelled: fences, instructions that do not
// touch memory, the prologue. Units: cycles after the start of the threads. Errors: as LitmusMachine.
#pragma once
#include <cstdint>
#include <string>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/litmus/runner/litmus_machine.h"

namespace amoeba::litmus {

// Text of several lines. Runs the test on a machine of its own: call it where no other SystemC object exists.
std::string timeline_of(const LitmusTest& test, std::uint64_t seed, const Configuration& platform);

}  // namespace amoeba::litmus
