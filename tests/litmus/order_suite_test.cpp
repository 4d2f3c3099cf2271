// The public suite run on out-of-order harts that let everything overtake: no state beyond the expected ones. Says how
// many of the states that SC (s), only Ztso (t) and only RVWMO (w) allow were seen; AMOEBA_LITMUS_RUNS sets the runs
// per test, 40 unless given.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "../isolated.h"
#include "amoeba/litmus/reader.h"
#include "amoeba/sims/litmus/suite/expected_states.h"
#include "amoeba/sims/litmus/suite/test_files.h"
#include "order_bench.h"

namespace amoeba::litmus {
namespace {

std::string shared_data() {
  const char* environment = std::getenv("AMOEBA_SHARED_DATA");
  return environment != nullptr ? environment : AMOEBA_SHARED_DATA;
}

std::string contents(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Coverage {
  unsigned seen = 0, allowed = 0;
};

// Runs every test; returns the states that must not be, and how many of each class were seen.
std::string run_suite(const std::string& folder, const std::function<void(Configuration&)>& change,
                      const std::function<OooConfiguration(unsigned)>& hart, unsigned runs) {
  ExpectedStates expected;
  expected.read(folder + "/expected.json");
  Configuration platform;
  platform.harts = 4;
  if (change) change(platform);
  OrderBench bench(platform, [&](unsigned number, const HartEnvironment& environment) {
    return std::make_unique<OooHart>(("hart" + std::to_string(number)).c_str(), hart(number), environment);
  });
  std::string violations;
  std::map<char, Coverage> coverage;
  for (const std::string& path : find_test_files({folder + "/tests"})) {
    const ExpectedTest* known = expected.find(path);
    if (known == nullptr) continue;
    const LitmusTest test = read_litmus_test(path, contents(path));
    if (test.threads.size() > platform.harts) continue;
    const FinalStates states = bench.run(test, runs);
    const auto difference = compare(test, states, *known, MemoryModel::rvwmo);
    for (const std::string& state : difference->surplus) violations += path + ": " + state + "\n";
    const auto weak = compare(test, states, *known, MemoryModel::ztso),
               sc = compare(test, states, *known, MemoryModel::sc);
    if (!weak || !sc) continue;
    unsigned total[3] = {};
    for (const char c : known->classes) ++total[c == 's' ? 0 : c == 't' ? 1 : 2];
    const unsigned missing_s = static_cast<unsigned>(sc->missing.size());
    const unsigned missing_t = static_cast<unsigned>(weak->missing.size()) - missing_s;
    const unsigned missing_w = static_cast<unsigned>(difference->missing.size()) - missing_s - missing_t;
    coverage['s'].allowed += total[0], coverage['s'].seen += total[0] - missing_s;
    coverage['t'].allowed += total[1], coverage['t'].seen += total[1] - missing_t;
    coverage['w'].allowed += total[2], coverage['w'].seen += total[2] - missing_w;
  }
  for (const auto& [letter, c] : coverage) std::cerr << letter << ": " << c.seen << " of " << c.allowed << "\n";
  return violations;
}

unsigned runs() {
  const char* text = std::getenv("AMOEBA_LITMUS_RUNS");
  return text == nullptr ? 40 : static_cast<unsigned>(std::stoul(text));
}

class OrderSuite : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(shared_data() + "/litmus/expected.json"))
      GTEST_SKIP() << "no litmus data; set AMOEBA_SHARED_DATA to the folder that has litmus/expected.json";
  }
  const std::string folder_ = shared_data() + "/litmus";
};

TEST_F(OrderSuite, NoForbiddenStateNear) {
  for (const std::string& part : {folder_, folder_ + "/subword"})
    EXPECT_EQ(run_isolated([&] { return run_suite(part, {}, OrderBench::relaxed_hart, runs()); }), "");
}

TEST_F(OrderSuite, NoForbiddenStateFar) {
  const auto far = [](Configuration& c) { c.placement = "all-far"; };
  for (const std::string& part : {folder_, folder_ + "/subword"})
    EXPECT_EQ(run_isolated([&] { return run_suite(part, far, OrderBench::relaxed_hart, runs()); }), "");
}

}  // namespace
}  // namespace amoeba::litmus
