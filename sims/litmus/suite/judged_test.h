// Many tests given to the oracle at once, each with its outcome: what `amoeba litmus --oracle` does.
// Models: tests on several threads of the computer, outcomes in the order of the files whatever the order of finishing.
// Errors: a test that cannot be read or judged keeps its error; the others go on.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "amoeba/litmus/final_states.h"
#include "amoeba/litmus/oracle/model.h"
#include "amoeba/sims/litmus/suite/expected_states.h"

namespace amoeba::litmus {

struct JudgedTest {
  LitmusTest test;
  FinalStates states;
  double seconds = 0;
  std::string error;                          // instead of all the others
  bool expected = false;                      // the known sets have this test, with its states under this model
  std::optional<StateDifference> difference;  // from the known set
};

struct JudgingOptions {
  ModelOptions model;
  unsigned jobs = 1;
  std::function<void(std::size_t done, std::size_t total)> progress;
  std::function<bool()> interrupted;
};

// Fewer outcomes than files after an interruption.
std::vector<JudgedTest> judge_tests(const std::vector<std::string>& files, const ExpectedStates& expected,
                                    const JudgingOptions& options);

nlohmann::json json_of(const JudgedTest& judged);

}  // namespace amoeba::litmus
