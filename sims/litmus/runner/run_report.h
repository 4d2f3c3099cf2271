// What a campaign found, as text in the layout that litmus tools print and as JSON.
// Units: runs, seconds of the host's processors. Errors: none.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "amoeba/sims/litmus/runner/verdict.h"

namespace amoeba::litmus {

// Histogram, verdict on the test's own question, observation. States marked ! are forbidden.
std::string histogram(const TestRuns& runs, const Verdict& verdict);

nlohmann::json json_of(const TestRuns& runs, const Verdict& verdict);

}  // namespace amoeba::litmus
