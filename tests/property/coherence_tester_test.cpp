// The random tester as its users meet it: a short run without violations, and what it says when there is one.
#include <gtest/gtest.h>

#include "../e2e/program_folder.h"

namespace amoeba {
namespace {

TEST(CoherenceTester, FindsNothingInAShortRun) {
  const Finished finished = ProgramFolder().run("--seeds 64 --operations 5000");
  EXPECT_EQ(finished.status, 0) << finished.output << finished.errors;
  EXPECT_EQ(finished.output.rfind("64 seeds from 1 on", 0), 0u) << finished.output;
  EXPECT_NE(finished.output.find(" 0 violations"), std::string::npos) << finished.output;
}

// The command that it prints meets the same violation.
TEST(CoherenceTester, SaysHowToReproduceAPlantedFault) {
  const ProgramFolder folder;
  const Finished finished =
      folder.run("--seeds 20 --operations 5000 --seconds 10 --fault cache.UD.snp_unique.without=respond_data");
  EXPECT_EQ(finished.status, 1) << finished.output << finished.errors;
  const std::size_t found = finished.output.find("VIOLATION, seed "), told = finished.output.find("reproduce it with");
  ASSERT_NE(found, std::string::npos) << finished.output;
  ASSERT_NE(told, std::string::npos) << finished.output;
  const std::size_t options = finished.output.find("--first-seed", told);
  const Finished again = folder.run(finished.output.substr(options, finished.output.find('\n', options) - options));
  EXPECT_EQ(again.status, 1) << again.output << again.errors;
  EXPECT_EQ(again.output.substr(0, told), finished.output.substr(found, told));
}

TEST(CoherenceTester, RefusesWrongUsage) {
  for (const char* arguments : {"--seeds none", "--operations 0", "--sedes 1"})
    EXPECT_EQ(ProgramFolder().run(arguments).status, 2) << arguments;
}

}  // namespace
}  // namespace amoeba
