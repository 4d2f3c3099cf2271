// The final states of a litmus test that a memory model allows, from its axioms.
// Models: see model.h (which models), thread_semantics.h (what instructions do), candidate_executions.h (the axioms).
// Not modelled: instruction fetch, devices, translation, misaligned accesses. Executions in which a thread accesses
// memory misaligned or outside the test's locations are an error. Errors: LitmusError that names the test.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "amoeba/litmus/litmus_test.h"
#include "amoeba/litmus/oracle/model.h"

namespace amoeba::litmus {

using StateRow = std::vector<Value>;  // in the order of LitmusTest::observed

struct FinalStates {
  std::map<StateRow, std::uint64_t> counts;  // of executions that end in each state
  std::uint64_t positive = 0;                // executions where the condition holds
  std::uint64_t negative = 0;
};

FinalStates allowed_states(const LitmusTest& test, const ModelOptions& options);

}  // namespace amoeba::litmus
