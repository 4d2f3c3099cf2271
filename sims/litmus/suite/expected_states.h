// Known sets of final states to judge tests against.
// Models: a JSON list of tests, or one test for each line, with `file`, `locs`, `states` and, where known,
// `state_class`: a letter for each state, s allowed under SC, t under TSO but not SC, w under RVWMO only. Tests are
// told apart by their path's end, because names are not unique. Errors: UsageError that names the file.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "amoeba/litmus/final_states.h"
#include "amoeba/litmus/oracle/model.h"

namespace amoeba::litmus {

struct ExpectedTest {
  std::vector<std::string> columns;  // as text(Observable) writes them
  std::vector<std::vector<std::string>> states;
  std::string classes;  // empty where unknown
};

struct StateDifference {
  std::vector<std::string> missing;  // states that are expected and not there
  std::vector<std::string> surplus;
  bool empty() const { return missing.empty() && surplus.empty(); }
};

class ExpectedStates {
 public:
  // Adds the tests of a file.
  void read(const std::string& path);
  const ExpectedTest* find(const std::string& test_path) const;

 private:
  std::map<std::string, ExpectedTest> tests_;  // by file
};

// None where the expectation does not say which of its states that model allows.
std::optional<StateDifference> compare(const LitmusTest& test, const FinalStates& states, const ExpectedTest& expected,
                                       MemoryModel model);

}  // namespace amoeba::litmus
