// The final states of a litmus test that a memory model allows, from its axioms.
// Models: see model.h (which models), thread_semantics.h (what instructions do), candidate_executions.h (the axioms).
// Not modelled: instruction fetch, devices, translation, misaligned accesses. Executions in which a thread accesses
// memory misaligned or outside the test's locations are an error. Errors: LitmusError that names the test.
#pragma once
#include "amoeba/litmus/final_states.h"
#include "amoeba/litmus/oracle/model.h"

namespace amoeba::litmus {

// Counts are of candidate executions.
FinalStates allowed_states(const LitmusTest& test, const ModelOptions& options);

}  // namespace amoeba::litmus
