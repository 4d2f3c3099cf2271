// Whether the states that a campaign saw are allowed, and how many of the allowed ones it saw.
// Models: judged by known sets of states where they have the test under the model in question, else by the oracle.
// Units: runs, states. Errors: a test that the oracle cannot judge keeps its error.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "amoeba/litmus/oracle/model.h"
#include "amoeba/sims/litmus/runner/campaign.h"
#include "amoeba/sims/litmus/suite/expected_states.h"

namespace amoeba::litmus {

struct ForbiddenState {
  StateRow row;
  std::uint64_t runs = 0;
  std::uint64_t seed = 0;  // the first that shows it
};

struct Coverage {
  unsigned seen = 0, allowed = 0;
};

struct Verdict {
  enum class Judge : std::uint8_t { nobody, known_set, oracle };

  Judge judge = Judge::nobody;
  std::vector<ForbiddenState> forbidden;
  Coverage states;
  // Of known sets that tell: states that SC allows, that Ztso allows besides, and that only RVWMO does.
  std::array<Coverage, 3> classes;
  std::string error;
};

struct VerdictOptions {
  ModelOptions model;
  unsigned jobs = 1;  // of the oracle
  std::function<void(std::size_t done, std::size_t total)> progress;
  std::function<bool()> interrupted;
};

// One verdict for each of the tests' runs. After an interruption those that the oracle has not judged have no judge.
std::vector<Verdict> judge_runs(const std::vector<TestRuns>& campaign, const ExpectedStates& expected,
                                const VerdictOptions& options);

}  // namespace amoeba::litmus
