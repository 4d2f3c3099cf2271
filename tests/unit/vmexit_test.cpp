// What `amoeba vmexit` makes of its samples: differences, items, pieces beside the kernel's, nesting, break-even,
// words.
#include <gtest/gtest.h>

#include "amoeba/sims/comparison/compared_variant.h"
#include "amoeba/sims/comparison/plan.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/vmexit/answer.h"
#include "amoeba/sims/vmexit/break_even.h"
#include "amoeba/sims/vmexit/json.h"
#include "amoeba/sims/vmexit/kernel_figures.h"
#include "amoeba/sims/vmexit/page.h"
#include "amoeba/sims/vmexit/tables.h"

namespace amoeba::vmexit {
namespace {

constexpr auto kCycles = &RegionCounters::cycles;
constexpr HartMode kHs = HartMode::supervisor, kM = HartMode::machine, kVu = HartMode::virtual_user;

// Each operation: 3 cycles of program, 5 of trap entry, 20 of region 7 in HS mode; once 1000 around them.
Sample sample(std::uint64_t operations) {
  Sample s;
  s.regions.resize(kExitRegions * kHartModes);
  s.operations = operations;
  s.harts = 1;
  s.roi_cycles = 1000 + 28 * operations;
  s.regions[region_cell(kProgramRegion, kVu)].cycles = 1000 + 3 * operations;
  s.regions[region_cell(kTrapEntryRegion, kHs)].cycles = 5 * operations;
  s.regions[region_cell(7, kHs)].cycles = 20 * operations;
  s.regions[region_cell(7, kHs)].instructions = 18 * operations;
  s.regions[region_cell(7, kHs)].hypervisor_work = 6 * operations;
  s.regions[region_cell(7, kHs)].returns = operations;
  return s;
}

TEST(VmexitCost, IsWhatMoreOperationsAdd) {
  const Cost cost = difference(sample(264), sample(64));
  EXPECT_EQ(cost.operations, 200u);
  EXPECT_EQ(cost.of(kProgramRegion, kVu, kCycles), 3);
  EXPECT_EQ(cost.of_region(7, &RegionCounters::instructions), 18);
  EXPECT_EQ(cost.outside_program(kCycles), 25);
  EXPECT_EQ(cost.of_mode(kHs, kCycles), 25);
  EXPECT_EQ(cost.all(kCycles), 28);
  EXPECT_THROW(difference(sample(64), sample(64)), std::runtime_error);
}

TEST(VmexitCost, ListsItsItemsInTheOrderOfATrap) {
  const Cost cost = difference(sample(2), sample(1));
  const std::vector<Item> found = items({&cost});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].name, "program");
  EXPECT_EQ(found[1].name, "trap entry");
  EXPECT_EQ(found[2].name, "exit bookkeeping");
  EXPECT_EQ(found[2].mode, kHs);
}

TEST(VmexitSample, CrossesAsText) {
  const Sample there = sample(7), back = sample_from_text(to_text(there));
  EXPECT_EQ(back.operations, there.operations);
  EXPECT_EQ(back.roi_cycles, there.roi_cycles);
  for (std::size_t cell = 0; cell < there.regions.size(); ++cell)
    for (const RegionField& field : kRegionFields)
      ASSERT_EQ(back.regions[cell].*field.value, there.regions[cell].*field.value) << field.name;
}

Cost stub_of(std::uint64_t instructions) {
  Cost cost;
  cost.operations = 1;
  cost.regions.resize(kExitRegions * kHartModes);
  for (const unsigned region : {1u, 4u}) cost.regions[region_cell(region, kM)].instructions = instructions / 2;
  cost.regions[region_cell(4, kM)].returns = 1;
  return cost;
}

TEST(VmexitKernelFigures, StandBesideWhatWasExecuted) {
  const std::vector<Correspondence> found = correspondences(stub_of(88));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].figure->least, 105);
  EXPECT_EQ(found[0].instructions, 88);
  EXPECT_EQ(found[0].explanation.rfind("17 fewer here:", 0), 0u) << found[0].explanation;
  EXPECT_EQ(correspondences(stub_of(120))[0].explanation.rfind("15 more here:", 0), 0u);
  Cost twice = stub_of(176);
  twice.regions[region_cell(4, kM)].returns = 2;
  EXPECT_EQ(correspondences(twice)[0].instructions, 88);
  EXPECT_TRUE(correspondences(Cost{}).empty());
}

TEST(VmexitNested, ChargesALightExitForEachInstructionThatTraps) {
  const Cost inner = difference(sample(2), sample(1));
  const Nested nested = nested_cost(inner, inner);
  EXPECT_EQ(nested.trapping_instructions, 6 + 1);
  EXPECT_EQ(nested.light_exit, 25);
  EXPECT_EQ(nested.cycles, 28 + (7 + 1) * 25);
}

TEST(VmexitBreakEven, LiesWhereTheGainBecomesWorthwhile) {
  double share = 0;
  EXPECT_EQ(judge({{0.1, 0.0, 0}, {10, 0.02, 0}}, share), BreakEven::Verdict::from);
  EXPECT_NEAR(share, 1.0, 1e-9);  // half way, of logarithms
  EXPECT_EQ(judge({{0.1, 0.01, 0}, {10, 0.5, 0}}, share), BreakEven::Verdict::always);
  EXPECT_EQ(judge({{0.1, -0.2, 0}, {10, 0.005, 0}}, share), BreakEven::Verdict::never);
  EXPECT_EQ(judge({{0.1, 0.2, 0}, {1, 0.0, 0}, {10, 0.02, 0}}, share), BreakEven::Verdict::from);
  EXPECT_GT(share, 1);
}

Study example_study() {
  Study study;
  study.kernel = "shared-counter";
  study.harts = {1};
  const Configuration platform;
  study.subjects = choose_paths("native,lrsc,redirect-6.17,trap-hs", study.kernel, platform);
  for (Subject& exit : choose_exits("hypercall", platform)) study.subjects.push_back(exit);
  study.upstream_path = "redirect-6.17";
  study.patterns = {{"one object for all harts", true}};
  study.thinks = {0, 1000};
  for (std::size_t s = 0; s < study.subjects.size(); ++s) {
    study.costs.push_back({s, 1, difference(sample(2), sample(1)), first_operation(sample(1)), ""});
    if (!study.subjects[s].is_path()) continue;
    study.grid.push_back({s, 1, 0, 0, 10.0 * static_cast<double>(s + 1), 4, 0.5, ""});
    study.grid.push_back({s, 1, 0, 1000, 2000.0 + static_cast<double>(s), 2000, 0.01, ""});
  }
  return study;
}

TEST(VmexitStudy, LabelsEveryPathInEveryOutput) {
  const Study study = example_study();
  std::string text;
  for (const FigureTable& table : all_tables(study)) text += to_text(table);
  const std::string page = html_page(study);
  for (const char* label : {"native (real)", "trap-hs (hypothetical)", "nested (hypothetical, computed)"}) {
    EXPECT_NE(text.find(label), std::string::npos) << label << text;
    EXPECT_NE(page.find(label), std::string::npos) << label;
  }
  const nlohmann::ordered_json json = study_to_json(study);
  EXPECT_EQ(json["results"].size(), 5u);
  for (const auto& part : {"subjects", "results", "nested", "break_even"})
    for (const auto& entry : json[part]) EXPECT_TRUE(entry.contains("label")) << part << entry.dump();
  EXPECT_EQ(json["results"][3]["label"], "hypothetical");
}

TEST(VmexitStudy, AnswersFromItsFigures) {
  const Study study = example_study();
  std::string text;
  for (const std::string& line : answer(study)) text += line + "\n";
  EXPECT_NE(text.find("redirect-6.17 (real) takes 28.0 cycles"), std::string::npos) << text;
  EXPECT_NE(text.find("Against lrsc (real) with one guest hart, guest Zabha gains 1 % or more from"), std::string::npos)
      << text;
  EXPECT_NE(text.find("2.00 times as fast"), std::string::npos) << text;
}

TEST(VmexitSubjects, ObeyAPlatformThatKeepsZabhaFromItsGuests) {
  Configuration platform;
  platform.guest.policy = "gated";
  platform.guest.disable = "zabha";
  const std::vector<Subject> subjects = choose_paths("native,lrsc,redirect-6.17", "shared-counter", platform);
  EXPECT_NE(subjects[0].missing, "");
  EXPECT_EQ(subjects[1].label, "real");
  EXPECT_EQ(subjects[2].label, "hypothetical");
  EXPECT_NE(subjects[2].isa.find("_zabha"), std::string::npos);
  EXPECT_EQ(configuration_for(subjects[2], platform).guest.disable, "zabha");
  EXPECT_EQ(configuration_for(subjects[1], platform).guest.disable, "none");
  EXPECT_THROW(choose_paths("trap-hz", "shared-counter", platform), UsageError);
}

TEST(ComparedVariants, TakeAPathByItsBareNameUnlessAVariantHasIt) {
  const std::vector<std::string> names = choose_variants("zabha,lrsc,native,redirect-6.16,trap-m", "trap-hs,native");
  EXPECT_EQ(names, (std::vector<std::string>{"zabha", "lrsc", "guest-native", "guest-redirect-6.16", "trap-m",
                                             "guest-trap-hs"}));
  for (const std::string& name : choose_variants("", "")) EXPECT_NE(name.rfind("guest-", 0), 0u) << name;
  EXPECT_THROW(choose_variants("nativ", ""), UsageError);
}

TEST(ComparedVariants, SayWhichPathsAreHypotheticalAndWhatDoesNotExist) {
  const Comparison plan =
      plan_comparison("shared-counter", "guest-native,guest-wordamo", "all-near", "8,16", {{}}, "exit-user");
  EXPECT_EQ(plan.shown_name("guest-native"), "guest-native (real)");
  EXPECT_EQ(plan.shown_name("guest-exit-user"), "guest-exit-user (hypothetical)");
  EXPECT_EQ(plan.shown_name("lrsc"), "lrsc");
  EXPECT_EQ(plan.find("shared-counter", "guest-native", 8)->status, PointStatus::not_run);
  EXPECT_EQ(plan.find("shared-counter", "guest-native", 16)->reason, "guests have at most 8 harts");
  EXPECT_EQ(plan.find("shared-counter", "guest-wordamo", 8)->status, PointStatus::unavailable);
}

}  // namespace
}  // namespace amoeba::vmexit
