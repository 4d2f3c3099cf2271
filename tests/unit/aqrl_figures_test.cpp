// What the report says of precise acquire and release against full fences.
#include "amoeba/sims/report/aqrl_figures.h"

#include <gtest/gtest.h>

#include "comparison_fixture.h"

namespace amoeba {
namespace {

// One point with 2 harts: cycles per operation with precise annotations and with full fences.
Comparison two_builds(double precise, double drain, const std::string& ordering = "acquire") {
  Comparison comparison = example_comparison();
  comparison.kernels = {"ordered-private"};
  comparison.variants = {"zabha"};
  comparison.harts = {2};
  comparison.orders = {{ordering, "ooo", "rvwmo", "precise"}, {ordering, "ooo", "rvwmo", "drain"}};
  comparison.results.clear();
  for (std::size_t order = 0; order < 2; ++order)
    comparison.results.push_back({{"ordered-private", "zabha", 2, "all-near", order},
                                  PointStatus::measured,
                                  "",
                                  example_metrics(order == 0 ? precise : drain, 5, 0, 2)});
  return comparison;
}

std::string text_of(const Comparison& comparison) {
  std::string text;
  for (const std::string& line : summarize_aqrl(comparison)) text += line + "\n";
  return text;
}

TEST(AqrlFigures, SayWhereAndWhyPreciseIsFaster) {
  const std::string text = text_of(two_builds(40, 60));
  for (const char* part : {"1.500 times", "No point is slower by more than 3 %", "ordered-private.zabha, ooo, acquire",
                           "40.0 cycles instead of 60.0", "saved: SC retry 20.0", "need not wait for older stores"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
}

TEST(AqrlFigures, NameEveryPointThatIsSlower) {
  const std::string text = text_of(two_builds(60, 54));
  EXPECT_NE(text.find("Slower by more than 3 %: ordered-private.zabha, ooo, acquire, 2 harts (\u00d70.900)"),
            std::string::npos)
      << text;
}

TEST(AqrlFigures, CountAPointThatStarves) {
  Comparison comparison = two_builds(60, 54);
  comparison.results[0].metrics.longest_operation = 1e6;
  const std::string text = text_of(comparison);
  EXPECT_NE(text.find("geometric mean of 1 points"), std::string::npos) << text;
  EXPECT_NE(text.find(", starved)"), std::string::npos) << text;
}

TEST(AqrlFigures, TakeTheErrorOfTheRatioFromBothRuns) {
  Comparison comparison = two_builds(50, 50);
  comparison.results[0].metrics.cycles_error = 1.5;
  comparison.results[1].metrics.cycles_error = 2;
  EXPECT_EQ(aqrl_figures(comparison).rows.at(0).back(), "\u00d71.000 \u00b10.050");
}

TEST(AqrlFigures, SavedCyclesAddUp) {
  const FigureTable table = saved_cycle_figures(two_builds(40, 60));
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0].size(), table.headings.size());
  EXPECT_EQ(table.rows[0][8], "20.0");
}

TEST(AqrlFigures, RelaxedAtomicsHaveNone) {
  EXPECT_TRUE(summarize_aqrl(two_builds(40, 60, "relaxed")).empty());
}

}  // namespace
}  // namespace amoeba
