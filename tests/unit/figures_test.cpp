#include "amoeba/sims/comparison/figures.h"

#include <gtest/gtest.h>

#include "amoeba/sims/report/chart_tables.h"
#include "comparison_fixture.h"

namespace amoeba {
namespace {

TEST(Figures, KeepThreeDigitsAndNoExponent) {
  EXPECT_EQ(format_figure(0), "0");
  EXPECT_EQ(format_figure(0.01234), "0.0123");
  EXPECT_EQ(format_figure(1.005), "1.00");
  EXPECT_EQ(format_figure(12.345), "12.3");
  EXPECT_EQ(format_figure(1234567), "1234567");
}

TEST(Figures, RatioIsASpeedUpOverTheBaseline) {
  const Comparison comparison = example_comparison();
  EXPECT_DOUBLE_EQ(*comparison.ratio({"counter", "zabha", 1}), 2);
  EXPECT_DOUBLE_EQ(*comparison.ratio({"counter", "lrsc", 8}), 1);
  EXPECT_FALSE(comparison.ratio({"counter", "wordamo", 1}));
}

TEST(Figures, EveryRowIsAsWideAsTheHeading) {
  for (const FigureTable& table :
       {kernel_figures(example_comparison(), "counter"), ratio_figures(example_comparison()),
        throughput_figures(example_comparison(), "counter"), cycle_figures(example_comparison(), "counter"),
        sc_failure_figures(example_comparison())}) {
    EXPECT_FALSE(table.rows.empty()) << table.title;
    for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.headings.size()) << table.title;
  }
}

TEST(Figures, UnavailableVariantIsOneRowWithANote) {
  const FigureTable table = kernel_figures(example_comparison(), "counter");
  ASSERT_EQ(table.rows.size(), 5u);  // two measured variants at two hart counts, and one n/a
  ASSERT_EQ(table.notes.size(), 1u);
  const std::string text = to_text(table);
  EXPECT_NE(text.find("wordamo [1]"), std::string::npos) << text;
  EXPECT_NE(text.find("[1] no <sub-word> add"), std::string::npos) << text;
}

TEST(Figures, FailedPointSaysWhy) {
  Comparison comparison = example_comparison();
  comparison.results[0].status = PointStatus::failed;
  comparison.results[0].reason = "counter 0: expected 5, found 4";
  const std::string text = to_text(kernel_figures(comparison, "counter"));
  EXPECT_NE(text.find("failed"), std::string::npos) << text;
  EXPECT_NE(text.find("counter 0: expected 5, found 4"), std::string::npos) << text;
}

TEST(Figures, WithoutBaselineTheRatioIsExplained) {
  Comparison comparison = example_comparison();
  comparison.results[1].status = PointStatus::failed;
  const std::string text = to_text(kernel_figures(comparison, "counter"));
  EXPECT_NE(text.find("no ratio, because lrsc was not measured here"), std::string::npos) << text;
}

TEST(Figures, LatencyBeyondTheHistogramIsALowerBound) {
  Comparison comparison = example_comparison();
  comparison.results[0].metrics.p99_latency = 4095;
  EXPECT_NE(to_text(kernel_figures(comparison, "counter")).find(">=4095"), std::string::npos);
}

}  // namespace
}  // namespace amoeba
