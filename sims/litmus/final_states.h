// The final states of a litmus test, whoever found them, and what they say about the test's question.
// Models: how often each state was seen (by a runner: runs; by the oracle: candidate executions), the verdict, and both
// in the layout that litmus tools print.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "amoeba/litmus/litmus_test.h"

namespace amoeba::litmus {

using StateRow = std::vector<Value>;  // in the order of LitmusTest::observed

struct FinalStates {
  std::map<StateRow, std::uint64_t> counts;
  std::uint64_t positive = 0;  // times that the condition held
  std::uint64_t negative = 0;
};

// Counts `times` more of a final state.
void add(const LitmusTest& test, const StateRow& row, std::uint64_t times, FinalStates& states);

// Never, Sometimes or Always: how often the condition held, whatever its quantifier.
std::string observation(const FinalStates& states);
// Whether the quantified condition is true of these states.
bool satisfies_question(const LitmusTest& test, const FinalStates& states);

// What the file expects of its condition: "Allowed", "Forbidden" or "Required".
const char* expectation(Quantifier quantifier);
// "exists", "~exists", "forall".
std::string text(Quantifier quantifier);
// "0:x5=1; x=2;"
std::string text(const LitmusTest& test, const StateRow& row);
std::string report(const LitmusTest& test, const FinalStates& states);

}  // namespace amoeba::litmus
