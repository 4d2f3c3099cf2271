// The public suite and the sub-word tests run as `amoeba litmus` runs them: no state beyond the expected ones, on
// either pipeline, with near and far atomics, and under each memory model. AMOEBA_LITMUS_RUNS sets the runs per test,
// 40 unless given; with them, of the states that SC forbids a part must be seen.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "amoeba/litmus/reader.h"
#include "amoeba/sims/litmus/runner/verdict.h"
#include "amoeba/sims/litmus/suite/model_names.h"
#include "amoeba/sims/litmus/suite/test_files.h"

namespace amoeba::litmus {
namespace {

std::string folder() {
  const char* environment = std::getenv("AMOEBA_SHARED_DATA");
  return std::string(environment != nullptr ? environment : AMOEBA_SHARED_DATA) + "/litmus";
}

std::uint64_t runs() {
  const char* text = std::getenv("AMOEBA_LITMUS_RUNS");
  return text == nullptr ? 40 : std::stoul(text);
}

std::vector<LitmusTest> tests_below(const std::vector<std::string>& folders) {
  std::vector<LitmusTest> tests;
  for (const std::string& path : find_test_files(folders)) {
    std::ifstream in(path);
    tests.push_back(read_litmus_test(path, {std::istreambuf_iterator<char>(in), {}}));
  }
  return tests;
}

struct Outcome {
  std::string wrong;  // empty: nothing
  std::array<Coverage, 3> classes;
};

Outcome run_suite(const std::vector<std::string>& settings, std::uint64_t least_runs = 0) {
  ExpectedStates expected;
  for (const char* part : {"/expected.json", "/subword/expected.json"}) expected.read(folder() + part);
  CampaignOptions options;
  for (const std::string& setting : settings) apply_setting(options.platform, setting);
  options.chosen = [&](const std::string& path) {
    for (const std::string& setting : settings)
      if (setting.substr(0, setting.find('=')) == path) return true;
    return false;
  };
  options.runs = std::max(runs(), least_runs);
  options.interrupted = [] { return false; };
  const std::vector<TestRuns> campaign =
      run_campaign(tests_below({folder() + "/tests", folder() + "/subword"}), options);
  VerdictOptions judging;
  judging.model.model = model_named(options.platform.order.model);
  judging.progress = [](std::size_t, std::size_t) {};
  judging.interrupted = [] { return false; };
  const std::vector<Verdict> verdicts = judge_runs(campaign, expected, judging);
  Outcome outcome;
  for (std::size_t k = 0; k < campaign.size(); ++k) {
    if (!campaign[k].error.empty() || !verdicts[k].error.empty())
      outcome.wrong += campaign[k].error + verdicts[k].error + "\n";
    for (const ForbiddenState& state : verdicts[k].forbidden)
      outcome.wrong += campaign[k].test.path + ": " + text(campaign[k].test, state.row) + "\n";
    for (std::size_t letter = 0; letter < 3; ++letter) {
      outcome.classes[letter].seen += verdicts[k].classes[letter].seen;
      outcome.classes[letter].allowed += verdicts[k].classes[letter].allowed;
    }
  }
  return outcome;
}

class OrderSuite : public testing::TestWithParam<std::vector<std::string>> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder() + "/expected.json"))
      GTEST_SKIP() << "no litmus data; set AMOEBA_SHARED_DATA to the folder that has litmus/expected.json";
  }
};

using Settings = std::vector<std::string>;

TEST_P(OrderSuite, ShowsNoForbiddenState) {
  const Outcome outcome = run_suite(GetParam());
  EXPECT_EQ(outcome.wrong, "");
  for (std::size_t letter = 0; letter < 3; ++letter)
    RecordProperty(std::string(1, "stw"[letter]), std::to_string(outcome.classes[letter].seen) + " of " +
                                                      std::to_string(outcome.classes[letter].allowed));
}

INSTANTIATE_TEST_SUITE_P(Machines, OrderSuite,
                         testing::Values(Settings{"hart.core=ooo", "atomics.placement=all-near"},
                                         Settings{"hart.core=ooo", "atomics.placement=all-far"},
                                         Settings{"hart.core=ooo", "order.acquire_release=drain"},
                                         Settings{"hart.core=ooo", "order.model=ztso"},
                                         Settings{"hart.core=ooo", "order.model=sc"},
                                         Settings{"hart.core=inorder", "atomics.placement=all-near"},
                                         Settings{"hart.core=inorder", "atomics.placement=all-far"},
                                         Settings{"hart.core=inorder", "order.model=ztso"},
                                         Settings{"hart.core=inorder", "order.model=sc"}),
                         [](const auto& settings) {
                           std::string name;
                           for (const std::string& setting : settings.param)
                             for (const char c : setting.substr(setting.find('=') + 1))
                               if (c != '-') name += c;
                           return name;
                         });

// Relaxed behaviour must show, else the absence of forbidden states says little.
TEST_F(OrderSuite, OutOfOrderHartsShowWhatScForbids) {
  const auto [s, t, w] = run_suite({"hart.core=ooo"}, 200).classes;
  EXPECT_GE(t.seen * 10, t.allowed * 9);
  EXPECT_GE(w.seen * 10, w.allowed * 6);
}

}  // namespace
}  // namespace amoeba::litmus
