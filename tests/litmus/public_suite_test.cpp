// The oracle against herd's verdicts on a public suite, state by state, where the data are at hand: in the folder that
// AMOEBA_SHARED_DATA (CMake cache or environment) names.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "amoeba/sims/litmus/suite/judged_test.h"
#include "amoeba/sims/litmus/suite/test_files.h"

namespace amoeba::litmus {
namespace {

std::string shared_data() {
  const char* environment = std::getenv("AMOEBA_SHARED_DATA");
  return environment != nullptr ? environment : AMOEBA_SHARED_DATA;
}

struct Comparison {
  std::size_t tests = 0, compared = 0, different = 0;
  std::string states;  // that differ
};

Comparison compare_suite(const std::string& folder, const ModelOptions& model) {
  ExpectedStates expected;
  expected.read(folder + "/expected.json");
  JudgingOptions options;
  options.model = model;
  options.progress = [](std::size_t, std::size_t) {};
  options.interrupted = [] { return false; };
  Comparison result;
  for (const JudgedTest& judged : judge_tests(find_test_files({folder + "/tests"}), expected, options)) {
    EXPECT_EQ(judged.error, "");
    EXPECT_LT(judged.seconds, 60) << judged.test.path;
    ++result.tests;
    result.compared += judged.expected;
    if (!judged.difference || judged.difference->empty()) continue;
    ++result.different;
    for (const auto* list : {&judged.difference->missing, &judged.difference->surplus})
      for (const std::string& state : *list) result.states += judged.test.path + ": " + state + "\n";
  }
  return result;
}

class PublicSuite : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(shared_data() + "/litmus/expected.json"))
      GTEST_SKIP() << "no litmus data; set AMOEBA_SHARED_DATA to the folder that has litmus/expected.json";
  }
  const std::string folder_ = shared_data() + "/litmus";
};

TEST_F(PublicSuite, EveryStateIsHerds) {
  ModelOptions model;
  model.zalasr = ZalasrAnnotation::rcpc;
  for (const std::string& part : {folder_, folder_ + "/subword"}) {
    const Comparison result = compare_suite(part, model);
    EXPECT_EQ(result.compared, result.tests);
    EXPECT_GT(result.tests, 0u);
    EXPECT_EQ(result.different, 0u) << result.states;
  }
}

TEST_F(PublicSuite, StatesAreOfTheClassesThatScAndTsoGiveThem) {
  for (const MemoryModel strong : {MemoryModel::sc, MemoryModel::ztso}) {
    const Comparison result = compare_suite(folder_, {strong, ZalasrAnnotation::rcpc});
    EXPECT_GT(result.compared, 0u);
    EXPECT_EQ(result.different, 0u) << result.states;
  }
}

TEST_F(PublicSuite, AMissingRuleShows) {
  for (unsigned rule = 1; rule <= kRules; ++rule) {
    // Rule 7 concerns no test of the suite but those with Zalasr, which is RCpc here; rule 8 says nothing that rule 1
    // does not.
    if (rule == 7 || rule == 8) continue;
    ModelOptions model;
    model.zalasr = ZalasrAnnotation::rcpc;
    model.rules.reset(rule);
    EXPECT_GT(compare_suite(folder_, model).different, 0u) << "without rule " << rule;
  }
}

}  // namespace
}  // namespace amoeba::litmus
