#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "amoeba/sims/report/assets.h"
#include "amoeba/sims/report/html_report.h"
#include "amoeba/sims/report/summary.h"
#include "comparison_fixture.h"

namespace amoeba {
namespace {

bool any_contains(const std::vector<std::string>& lines, const std::string& text) {
  for (const std::string& line : lines) {
    if (line.find(text) != std::string::npos) return true;
  }
  return false;
}

TEST(Summary, NamesWinnerLeadAndReasons) {
  const std::string text = summarize_kernel(example_comparison(), "counter");
  EXPECT_NE(text.find("With 8 harts, zabha is fastest at 160.0"), std::string::npos) << text;
  EXPECT_NE(text.find("2.00 times lrsc"), std::string::npos) << text;
  EXPECT_NE(text.find("zabha retires 5.00 instructions per operation, lrsc 15.0"), std::string::npos) << text;
  EXPECT_NE(text.find("In lrsc, 2.00 SCs per operation fail, 75 % of them because another hart"), std::string::npos)
      << text;
  EXPECT_NE(text.find("lrsc takes 50.0 cycles per operation more than zabha: 40.0 more on SC retry"), std::string::npos)
      << text;
}

TEST(Summary, FollowsTheFigures) {
  Comparison comparison = example_comparison();
  for (PointResult& result : comparison.results) {
    if (result.point.variant == "zabha" && result.point.harts == 8) result.metrics = example_metrics(400, 5, 0, 8);
  }
  const std::string text = summarize_kernel(comparison, "counter");
  EXPECT_NE(text.find("lrsc is fastest"), std::string::npos) << text;
  EXPECT_NE(text.find("4.00 times zabha"), std::string::npos) << text;
}

TEST(Summary, CallsEqualThroughputATie) {
  Comparison comparison = example_comparison();
  for (PointResult& result : comparison.results) {
    if (result.point.harts == 8) result.metrics = example_metrics(100, 5, 0, 8);
  }
  EXPECT_NE(summarize_kernel(comparison, "lock").find("zabha and lrsc are equally fast"), std::string::npos);
}

TEST(Summary, NamesTrapCosts) {
  Comparison comparison = example_comparison();
  Metrics trapped = example_metrics(400, 5, 0, 8);
  trapped.cycles[static_cast<unsigned>(CycleKind::trap)] = 300;
  trapped.traps_per_operation = 1;
  comparison.results[3].metrics = trapped;
  EXPECT_NE(summarize_kernel(comparison, "counter").find("zabha spends 75 % of its cycles in traps"),
            std::string::npos);
  EXPECT_TRUE(any_contains(summarize(comparison), "traps cost most in zabha on counter"));
}

TEST(Summary, CoversAllKernels) {
  const auto lines = summarize(example_comparison());
  EXPECT_TRUE(
      any_contains(lines, "zabha reaches 2.00 times the throughput of lrsc in the geometric mean of 2 kernels"));
  EXPECT_TRUE(any_contains(lines, "There zabha needs no SC retries"));
  EXPECT_TRUE(any_contains(lines, "4 of 12 points do not exist"));
}

TEST(Summary, OfNothingIsEmpty) {
  Comparison comparison = example_comparison();
  for (PointResult& result : comparison.results) result.status = PointStatus::failed;
  EXPECT_EQ(summarize_kernel(comparison, "counter"), "");
  EXPECT_TRUE(any_contains(summarize(comparison), "12 of 12 runs failed"));
}

TEST(Report, IsOneFileThatNeedsNoNetwork) {
  const std::string html = html_report(example_comparison());
  EXPECT_EQ(html.find("<script src"), std::string::npos);
  EXPECT_EQ(html.find("<link"), std::string::npos);
  EXPECT_EQ(html.find("url(http"), std::string::npos);
  EXPECT_NE(html.find(chart_library()), std::string::npos);
  EXPECT_NE(html.find(report_script()), std::string::npos);
  EXPECT_NE(html.find(report_style()), std::string::npos);
}

TEST(Report, EscapesTextAndHoldsTheData) {
  const std::string html = html_report(example_comparison());
  EXPECT_EQ(html.find("<sub-word>"), std::string::npos);
  EXPECT_NE(html.find("no &lt;sub-word&gt; add"), std::string::npos);
  const std::string opening = "<script type=\"application/json\" id=\"comparison\">";
  const std::size_t begin = html.find(opening) + opening.size();
  const auto json = nlohmann::json::parse(html.substr(begin, html.find("</script>", begin) - begin));
  EXPECT_EQ(json.at("results").size(), 12u);
  EXPECT_EQ(json.at("results")[2].at("reason"), "no <sub-word> add");
  EXPECT_EQ(json.at("results")[0].at("speedup_over_baseline"), 2.0);
}

Comparison two_policies() {
  Comparison comparison = example_comparison();
  comparison.policies = {"all-near", "all-far"};
  std::vector<PointResult> far = comparison.results;
  for (PointResult& result : far) {
    result.point.policy = "all-far";
    const double factor = result.point.harts == 1 ? 0.5 : 3;  // slower alone, faster together
    result.metrics.operations_per_microsecond *= factor;
  }
  comparison.results.insert(comparison.results.end(), far.begin(), far.end());
  return comparison;
}

TEST(Report, DrawsPlacementsWhereSeveralAreCompared) {
  const std::string one = html_report(example_comparison()), two = html_report(two_policies());
  EXPECT_EQ(one.find("data-chart=\"placement\""), std::string::npos);
  EXPECT_NE(two.find("data-chart=\"placement\" data-kernel=\"counter\""), std::string::npos);
  EXPECT_NE(two.find("all-far overtakes at about 2.40 harts"), std::string::npos);
}

TEST(Summary, SpeaksOfTheFirstPolicy) {
  EXPECT_EQ(summarize_kernel(two_policies(), "counter"), summarize_kernel(example_comparison(), "counter"));
}

TEST(Report, IsTheSameForTheSameData) {
  EXPECT_EQ(html_report(example_comparison()), html_report(example_comparison()));
}

TEST(Report, EveryChartHasATable) {
  const std::string html = html_report(example_comparison());
  const auto count = [&](const std::string& text) {
    std::size_t found = 0;
    for (std::size_t at = html.find(text); at != std::string::npos; at = html.find(text, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("<div class=\"chart\""), 3u + 2u * 2u);
  EXPECT_EQ(count("Figures of this chart"), count("<div class=\"chart\""));
}

}  // namespace
}  // namespace amoeba
