// What the placement policies and the kernels promise, measured by the program itself on real guest programs.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "program_folder.h"

namespace amoeba {
namespace {

// Results of one comparison.
class Study {
 public:
  explicit Study(const std::string& arguments) {
    const ProgramFolder folder;
    const Finished finished = folder.run("compare " + arguments + " --json r.json --report r.html --jobs 2");
    EXPECT_EQ(finished.status, 0) << finished.errors;
    results_ = nlohmann::json::parse(read(folder.path() / "r.json")).at("results");
    output = finished.output;
    report = read(folder.path() / "r.html");
  }
  // Cycles of the whole system per operation, at 1 GHz.
  double time(const std::string& kernel, unsigned harts, const std::string& policy = "all-near") const {
    for (const auto& result : results_)
      if (result.at("kernel") == kernel && result.at("harts") == harts && result.at("policy") == policy)
        return 1000 / result.at("metrics").at("operations_per_microsecond").get<double>();
    ADD_FAILURE() << "no result of " << kernel << " with " << harts << " harts, " << policy;
    return 1;
  }
  // The best static policy's time over the adaptive one's.
  double gain(const std::string& kernel, unsigned harts) const {
    return std::min(time(kernel, harts, "all-near"), time(kernel, harts, "all-far")) / time(kernel, harts, "adaptive");
  }
  // Points whose gain is below 1 / 1.05.
  std::vector<std::string> lost(const std::string& kernel, const std::vector<unsigned>& harts) const {
    std::vector<std::string> points;
    for (const unsigned n : harts)
      if (gain(kernel, n) < 1 / 1.05) points.push_back(kernel + " on " + std::to_string(n));
    return points;
  }

  std::string output, report;

 private:
  nlohmann::json results_;
};

constexpr const char* kPolicies = " --variants zabha --policies all-near,all-far,adaptive --operations 1000 ";

TEST(Placement, PrivateAtomicsAreFasterNearByHitAgainstMiss) {
  const Study study(std::string("--kernels private-counter --harts 1,8") + kPolicies);
  // A near atomic takes 2 + 2 cycles; a far one 1 + 4 + 3 + 6 + 2 + 4 + 1.
  for (const unsigned harts : {1u, 8u}) {
    const double ratio = study.time("private-counter", harts, "all-far") / study.time("private-counter", harts);
    EXPECT_NEAR(ratio, 21.0 / 4.0, 0.3);
  }
}

TEST(Placement, ContendedAtomicsAreFasterFarAndTheCrossingIsNamed) {
  const Study study(std::string("--kernels shared-counter --harts 1,2,3,4,6,8,16") + kPolicies);
  EXPECT_GT(study.time("shared-counter", 16) / study.time("shared-counter", 16, "all-far"), 4.5);
  EXPECT_NEAR(study.time("shared-counter", 16, "all-far"), 2, 0.04);  // the far unit's interval
  for (const unsigned harts : {1u, 2u, 3u, 4u, 6u, 8u, 16u})
    EXPECT_GE(study.gain("shared-counter", harts), 0.95) << harts;
  EXPECT_NE(study.output.find("all-far overtakes at about 2."), std::string::npos) << study.output;
  EXPECT_NE(study.report.find("data-chart=\"placement\""), std::string::npos);
}

TEST(Placement, AdaptiveBeatsBothOnAMixedProgram) {
  for (const char* shared : {"5", "25", "50", "75"}) {
    const Study study(std::string("--kernels mixed-counters --harts 2,4,16 --shared ") + shared + kPolicies);
    for (const unsigned harts : {2u, 4u, 16u}) EXPECT_GE(study.gain("mixed-counters", harts), 0.95) << shared << harts;
    EXPECT_GE(study.gain("mixed-counters", 16), 1.1) << shared;
  }
}

TEST(Placement, AdaptiveFollowsTheBetterPolicyAsRunsGrow) {
  for (const char* run : {"1", "2", "3", "4", "5", "8", "16", "64"}) {
    const Study study(std::string("--kernels counter-runs --harts 1,2,4,8,16 --run ") + run + kPolicies);
    EXPECT_EQ(study.lost("counter-runs", {1, 2, 4, 8, 16}), std::vector<std::string>{}) << "runs of " << run;
  }
}

// Few operations leave no time to learn, long ways make every wrong decision dear.
TEST(Placement, AdaptiveFollowsTheBetterPolicyInShortRunsAndOverLongWays) {
  for (const char* run : {"1", "3", "6"}) {
    const std::string counters = std::string("--kernels counter-runs --variants zabha --run ") + run +
                                 " --policies all-near,all-far,adaptive --platform " AMOEBA_PRESETS;
    const Study small(counters + "/embedded.yaml --harts 1,2,4,16");
    EXPECT_EQ(small.lost("counter-runs", {1, 2, 4, 16}), std::vector<std::string>{}) << "runs of " << run;
    const Study mesh(counters + "/server-64-mesh.yaml --harts 2,8,32");
    EXPECT_EQ(mesh.lost("counter-runs", {2, 8, 32}), std::vector<std::string>{}) << "runs of " << run;
  }
}

// Here a near atomic waits long for its line, in its transactions or for want of a place at the home node.
TEST(Placement, AdaptiveLeavesContendedLinesFar) {
  const std::string counters =
      "--kernels shared-counter,compact-flags --variants zabha "
      "--policies all-near,all-far,adaptive --platform " AMOEBA_PRESETS;
  const Study mesh(counters + "/server-64-mesh.yaml --harts 8,24,64");
  EXPECT_GT(mesh.time("shared-counter", 64) / mesh.time("shared-counter", 64, "all-far"), 3);
  EXPECT_EQ(mesh.lost("shared-counter", {8, 24, 64}), std::vector<std::string>{});
  EXPECT_EQ(mesh.lost("compact-flags", {8, 24, 64}), std::vector<std::string>{});
  const Study distant(counters + "/embedded.yaml --harts 3,6,12 --set crossbar.latency=20");
  EXPECT_EQ(distant.lost("shared-counter", {3, 6, 12}), std::vector<std::string>{});
}

// Far atomics on different lines wait for each other, near ones do not.
TEST(Placement, AdaptiveAvoidsABusyFarUnit) {
  for (const char* run : {"2", "3"}) {
    const Study study(std::string("--kernels counter-runs --objects 24 --harts 12 --run ") + run +
                      " --variants zabha --policies all-near,all-far,adaptive --set atomics.far_latency=10"
                      " --set atomics.far_interval=10");
    EXPECT_GT(study.time("counter-runs", 12, "all-far") / study.time("counter-runs", 12), 1.5);
    EXPECT_EQ(study.lost("counter-runs", {12}), std::vector<std::string>{}) << "runs of " << run;
  }
}

// A private L2 between predictor and home node passes on what they tell each other.
TEST(Placement, AdaptiveFollowsTheBetterPolicyAbovePrivateL2s) {
  for (const std::string inclusion : {"inclusive", "exclusive", "non-inclusive"}) {
    const std::string tiles = kPolicies + std::string("--set l2.bytes=64KiB --set l2.inclusion=") + inclusion;
    const Study short_runs("--kernels counter-runs --run 1 --harts 4" + tiles);
    EXPECT_GT(short_runs.time("counter-runs", 4, "all-near") / short_runs.time("counter-runs", 4, "all-far"), 1.25);
    EXPECT_GE(short_runs.gain("counter-runs", 4), 1 / 1.05) << inclusion;
    const Study long_runs("--kernels counter-runs --run 4 --harts 4" + tiles);
    EXPECT_LT(long_runs.time("counter-runs", 4, "all-near") / long_runs.time("counter-runs", 4, "all-far"), 0.9);
    EXPECT_GE(long_runs.gain("counter-runs", 4), 1 / 1.05) << inclusion;
    const Study both("--kernels shared-counter,mixed-counters --shared 25 --harts 8" + tiles);
    EXPECT_GE(both.gain("shared-counter", 8), 1 / 1.05) << inclusion;
    EXPECT_GE(both.gain("mixed-counters", 8), 1.1) << inclusion;
  }
}

// The share of the variance of `values` that a straight line over `at` explains; negative when the line falls.
double straightness(const std::vector<unsigned>& at, const std::vector<double>& values) {
  const double count = static_cast<double>(at.size());
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    x += at[i];
    y += values[i];
    xx += static_cast<double>(at[i]) * at[i];
    yy += values[i] * values[i];
    xy += at[i] * values[i];
  }
  const double together = count * xy - x * y;
  return together * std::abs(together) / ((count * xx - x * x) * (count * yy - y * y));
}

// With fewer places than harts at the lock's home node, what the holder asks of it waits behind refused waiters, which
// bends the line of test-and-set upwards from there on.
TEST(Shapes, AreThePublishedOnes) {
  const Study study("--study shapes --platform " AMOEBA_PRESETS "/manycore-48.yaml --harts 8,16,24,32,40,48");
  const auto growth = [&](const char* kernel, unsigned from, unsigned to) {
    return study.time(kernel, to) / study.time(kernel, from);
  };
  EXPECT_NEAR(growth("shared-counter", 8, 48), 1, 0.05);
  EXPECT_NEAR(growth("cas-counter", 8, 48), 1, 0.1);
  EXPECT_GT(study.time("cas-counter", 48) / study.time("shared-counter", 48), 3);
  EXPECT_NEAR(growth("queued-lock", 8, 48), 1, 0.05);
  const std::vector<unsigned> harts = {8, 16, 24, 32, 40, 48};
  for (const char* lock : {"ticket-lock", "byte-spinlock-tas"}) {
    std::vector<double> times;
    for (const unsigned count : harts) times.push_back(study.time(lock, count));
    EXPECT_GT(straightness(harts, times), 0.95) << lock;
    EXPECT_GT(study.time(lock, 48), 1.3 * study.time("queued-lock", 48)) << lock;
  }
  EXPECT_GT(study.time("byte-spinlock-tas", 48), 3 * study.time("ticket-lock", 48));
  EXPECT_NE(study.report.find("data-chart=\"shapes\""), std::string::npos);
}

}  // namespace
}  // namespace amoeba
