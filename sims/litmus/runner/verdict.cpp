#include "amoeba/sims/litmus/runner/verdict.h"

#include "amoeba/sims/litmus/suite/judged_test.h"

namespace amoeba::litmus {
namespace {

template <class Allowed>
void find_forbidden(const TestRuns& runs, Verdict& verdict, Allowed&& allowed) {
  for (const auto& [row, sighting] : runs.states)
    if (!allowed(row)) verdict.forbidden.push_back({row, sighting.runs, sighting.first_seed});
}

// How many of the known states of each class were seen. A state's class is the strongest model that allows it.
std::array<Coverage, 3> classes_seen(const TestRuns& runs, const ExpectedTest& known) {
  static constexpr MemoryModel kModels[] = {MemoryModel::sc, MemoryModel::ztso, MemoryModel::rvwmo};
  const FinalStates none, seen = runs.final_states();
  std::array<Coverage, 3> classes;
  unsigned allowed_before = 0, missing_before = 0;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const auto allowed = compare(runs.test, none, known, kModels[k]),
               left = compare(runs.test, seen, known, kModels[k]);
    if (!allowed || !left) return {};
    const auto of_model = static_cast<unsigned>(allowed->missing.size());
    const auto missing = static_cast<unsigned>(left->missing.size());
    classes[k].allowed = of_model - allowed_before;
    classes[k].seen = classes[k].allowed - (missing - missing_before);
    allowed_before = of_model;
    missing_before = missing;
  }
  return classes;
}

// False when the set does not say what this model allows.
bool judge_by_set(const TestRuns& runs, const ExpectedTest& known, MemoryModel model, Verdict& verdict) {
  const auto difference = compare(runs.test, runs.final_states(), known, model);
  if (!difference) return false;
  verdict.judge = Verdict::Judge::known_set;
  find_forbidden(runs, verdict, [&](const StateRow& row) {
    FinalStates one;
    one.counts[row] = 1;
    return compare(runs.test, one, known, model)->surplus.empty();
  });
  const std::size_t allowed = compare(runs.test, {}, known, model)->missing.size();
  verdict.states.allowed = static_cast<unsigned>(allowed);
  verdict.states.seen = static_cast<unsigned>(allowed - difference->missing.size());
  verdict.classes = classes_seen(runs, known);
  return true;
}

void judge_by_oracle(const TestRuns& runs, const JudgedTest& judged, Verdict& verdict) {
  verdict.error = judged.error;
  if (!judged.error.empty()) return;
  verdict.judge = Verdict::Judge::oracle;
  const auto& allowed = judged.states.counts;
  find_forbidden(runs, verdict, [&](const StateRow& row) { return allowed.count(row) > 0; });
  verdict.states.allowed = static_cast<unsigned>(allowed.size());
  for (const auto& [row, count] : allowed) verdict.states.seen += static_cast<unsigned>(runs.states.count(row));
}

}  // namespace

std::vector<Verdict> judge_runs(const std::vector<TestRuns>& campaign, const ExpectedStates& expected,
                                const VerdictOptions& options) {
  std::vector<Verdict> verdicts(campaign.size());
  std::vector<std::size_t> left;
  std::vector<std::string> files;
  for (std::size_t k = 0; k < campaign.size(); ++k) {
    if (!campaign[k].error.empty()) continue;
    const ExpectedTest* known = expected.find(campaign[k].test.path);
    if (known != nullptr && judge_by_set(campaign[k], *known, options.model.model, verdicts[k])) continue;
    left.push_back(k);
    files.push_back(campaign[k].test.path);
  }
  const std::vector<JudgedTest> judged =
      judge_tests(files, {}, {options.model, options.jobs, options.progress, options.interrupted});
  for (std::size_t k = 0; k < judged.size(); ++k) judge_by_oracle(campaign[left[k]], judged[k], verdicts[left[k]]);
  return verdicts;
}

}  // namespace amoeba::litmus
