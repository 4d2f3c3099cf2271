// The mean of the runs of one point.
#include "amoeba/sims/comparison/repeats.h"

#include <gtest/gtest.h>

#include "amoeba/sims/comparison/comparison_json.h"
#include "comparison_fixture.h"

namespace amoeba {
namespace {

Metrics run(double cycles, double longest) {
  Metrics metrics = example_metrics(cycles, 4, 1, 2);
  metrics.longest_operation = longest;
  metrics.idle_cycles = cycles / 10;
  return metrics;
}

TEST(Repeats, FiguresAreMeansOfTheRuns) {
  const Metrics mean = mean_metrics({run(10, 30), run(20, 90), run(30, 60)});
  EXPECT_DOUBLE_EQ(mean.cycles_per_operation, 20);
  EXPECT_DOUBLE_EQ(mean.cycles[static_cast<unsigned>(CycleKind::sc_retry)], 16);
  EXPECT_DOUBLE_EQ(mean.sc_failures[static_cast<unsigned>(ScFailure::snooped)], 0.75);
  EXPECT_DOUBLE_EQ(mean.idle_cycles, 2);
  EXPECT_DOUBLE_EQ(mean.longest_operation, 90) << "of all runs";
}

TEST(Repeats, TheRateIsThatOfAllRunsTogether) {
  const Metrics mean = mean_metrics({run(10, 0), run(30, 0)});
  EXPECT_DOUBLE_EQ(mean.operations_per_microsecond, 1000.0 * 2 / 20);
}

TEST(Repeats, TheStandardErrorComesFromTheSpread) {
  EXPECT_EQ(mean_metrics({run(10, 0)}).cycles_error, 0);
  EXPECT_EQ(mean_metrics({run(10, 0), run(10, 0)}).cycles_error, 0);
  EXPECT_DOUBLE_EQ(mean_metrics({run(10, 0), run(14, 0)}).cycles_error, 2);  // deviation 2.83, over the root of 2
}

TEST(Repeats, JsonKeepsTheError) {
  const Metrics mean = mean_metrics({run(10, 0), run(14, 0)});
  EXPECT_DOUBLE_EQ(metrics_from_json(metrics_to_json(mean)).cycles_error, 2);
}

}  // namespace
}  // namespace amoeba
