// The hypothetical variant lrwait: programs that check themselves, compared when asked for, and said to be what it is.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program_folder.h"

namespace amoeba {
namespace {

TEST(LrwaitVariant, EveryKernelIsRightWhateverTheSchedulingAndThePlatform) {
  const ProgramFolder folder;
  const std::string compare = "compare --variants zabha,lrsc,lrwait --harts 1,4 --operations 60 --jobs 1 ";
  const Finished first = folder.run(compare + "--json 1.json");
  ASSERT_EQ(first.status, 0) << first.errors << first.output;
  EXPECT_EQ(folder.run(compare + "--strict --json 2.json").output, first.output);
  EXPECT_EQ(read(folder.path() / "2.json"), read(folder.path() / "1.json"));
  for (const char* platform : {"--set l2.bytes=4KiB --set l1d.bytes=1KiB", "--set network.topology=mesh",
                               "--set atomics.placement=all-far --set atomics.lrwait_queue=1"}) {
    const Finished other = folder.run(compare + platform);
    EXPECT_EQ(other.status, 0) << platform << other.errors << other.output;
  }
}

// Additions that harts make to one byte, without other writes nearby: no pair fails, nobody asks twice.
TEST(LrwaitVariant, NeverRetriesAddingToOneCounter) {
  const ProgramFolder folder;
  const Finished finished =
      folder.run("compare --kernels shared-counter --variants zabha,lrsc,lrwait --harts 8 --json 1.json");
  ASSERT_EQ(finished.status, 0) << finished.errors;
  const auto json = nlohmann::json::parse(read(folder.path() / "1.json"));
  for (const auto& result : json.at("results")) {
    const double failed = result.at("metrics").at("sc_failures_per_operation");
    EXPECT_EQ(failed > 0, result.at("variant") == "lrsc") << result;
  }
}

TEST(LrwaitVariant, IsLabelledHypotheticalInTableReportAndJson) {
  const ProgramFolder folder;
  const Finished finished =
      folder.run("compare --kernels shared-counter --variants lrsc,lrwait --harts 1 --json 1.json");
  EXPECT_NE(finished.output.find("lrwait (hypothetical) [1]"), std::string::npos) << finished.output;
  EXPECT_NE(finished.output.find("hypothetical: needs Xlrwait, which no hart has"), std::string::npos);
  EXPECT_NE(read(folder.path() / "report.html").find("hypothetical: needs Xlrwait"), std::string::npos);
  const auto json = nlohmann::json::parse(read(folder.path() / "1.json"));
  EXPECT_EQ(json.at("hypothetical_variants").dump(), "[\"lrwait\"]");
}

TEST(LrwaitVariant, IsComparedWhenAskedForOnly) {
  const ProgramFolder folder;
  const Finished finished = folder.run("compare --kernels shared-counter --harts 1 --operations 10");
  ASSERT_EQ(finished.status, 0) << finished.errors;
  EXPECT_NE(finished.output.find("lrsc"), std::string::npos);
  EXPECT_EQ(finished.output.find("lrwait"), std::string::npos) << finished.output;
}

TEST(LrwaitVariant, TrapsOnAHartWithoutTheExtension) {
  const ProgramFolder folder;
  EXPECT_EQ(folder.run("run shared-counter.lrwait --harts 2").status, 0);
  const Finished finished =
      folder.run("run shared-counter.lrwait --harts 1 --set core.isa=rv64imac_zicntr_zicsr_zifencei_zawrs");
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE((finished.output + finished.errors).find("unexpected trap: mcause 0x2"), std::string::npos)
      << finished.output << finished.errors;
}

}  // namespace
}  // namespace amoeba
