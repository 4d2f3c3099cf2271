// What `amoeba predict` says an operation costs, beside what it costs.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "program_folder.h"

namespace amoeba {
namespace {

const std::string kPlatforms =
    AMOEBA_PRESETS "/embedded.yaml," AMOEBA_PRESETS "/desktop-quad.yaml," AMOEBA_PRESETS "/server-16.yaml";

nlohmann::json predict(const ProgramFolder& folder, const std::string& arguments) {
  const Finished finished = folder.run("predict " + arguments + " --jobs 1 --json 1.json");
  EXPECT_EQ(finished.status, 0) << finished.errors << finished.output;
  return nlohmann::json::parse(read(folder.path() / "1.json"));
}

TEST(PredictCommand, IsWithinFifteenPercentOfExecution) {
  const ProgramFolder folder;
  const auto json = predict(folder,
                            "shared-counter.zabha shared-counter.lrsc shared-counter.libatomic shared-counter.trap-m "
                            "bitmap.wordamo --harts 1,8 --check --platforms " +
                                kPlatforms);
  EXPECT_EQ(json.at("points").size(), 30u);
  for (const auto& point : json.at("points")) EXPECT_LT(std::abs(point.at("error_percent").get<double>()), 15) << point;
}

TEST(PredictCommand, IsWithinFifteenPercentOnEveryPathOfGuests) {
  const ProgramFolder folder;
  std::string programs = "bitmap.guest-wordamo";
  for (const char* path :
       {"native", "lrsc", "libatomic", "redirect-6.16", "redirect-6.17", "trap-hs", "trap-m", "exit-user"})
    programs += std::string(" shared-counter.guest-") + path;
  const auto json = predict(folder, programs + " --harts 1,8 --check --platforms " + kPlatforms);
  EXPECT_EQ(json.at("points").size(), 54u);
  for (const auto& point : json.at("points")) EXPECT_LT(std::abs(point.at("error_percent").get<double>()), 15) << point;
}

// On a platform of other latencies than the recording's, so that a count that is missing would show; alone, so that
// only counts can be wrong.
TEST(PredictCommand, FollowsTheLatenciesOfThePlatform) {
  const ProgramFolder folder;
  const std::string program = "shared-counter.guest-redirect-6.16 --harts 1";
  const double usual = predict(folder, program).at("points")[0].at("predicted_cycles");
  for (const char* setting :
       {"core.csr_latency=20", "core.trap_penalty=100", "core.mispredict_penalty=30", "l1d.hit_latency=6"}) {
    const auto point = predict(folder, program + " --check --set " + setting).at("points")[0];
    EXPECT_LT(std::abs(point.at("error_percent").get<double>()), 2) << setting << point;
    EXPECT_GT(point.at("predicted_cycles"), 1.1 * usual) << setting;
  }
}

// Objects of their own for 8 harts cost what one hart pays, not what harts on one object pay.
TEST(PredictCommand, DealsHartsToTheirObjects) {
  const ProgramFolder folder;
  const auto json = predict(folder, "shared-counter.lrsc --contention private --harts 1,8 --check");
  for (const auto& point : json.at("points")) EXPECT_LT(std::abs(point.at("error_percent").get<double>()), 15) << point;
  const double alone = json.at("points")[0].at("predicted_cycles"), of_8 = json.at("points")[1].at("predicted_cycles");
  EXPECT_LT(of_8, 1.2 * alone);
}

TEST(PredictCommand, KnowsHowManyHartsAGuestHas) {
  const ProgramFolder folder;
  const Finished finished = folder.run("predict shared-counter.guest-lrsc --harts 9");
  EXPECT_EQ(finished.status, 2);
  EXPECT_NE(finished.errors.find("at most 8 harts"), std::string::npos) << finished.errors;
}

TEST(PredictCommand, IsTheSameEveryTime) {
  const ProgramFolder folder;
  const std::string arguments = "shared-counter.lrsc histogram.zabha --harts 2,8 --check";
  EXPECT_EQ(predict(folder, arguments).dump(), predict(folder, arguments).dump());
}

TEST(PredictCommand, SaysWhatItCannotDo) {
  const ProgramFolder folder;
  EXPECT_EQ(folder.run("predict").status, 2);
  EXPECT_EQ(folder.run("predict shared-counter.lrcs").status, 2);
  EXPECT_NE(folder.run("predict shared-counter.lrcs").errors.find("shared-counter.lrsc"), std::string::npos);
  EXPECT_EQ(folder.run("predict shared-counter.lrsc --harts 0").status, 2);
  const Finished speed = folder.run("predict shared-counter.lrsc --platforms missing.yaml");
  EXPECT_NE(speed.status, 0);
  EXPECT_NE(speed.errors.find("missing.yaml"), std::string::npos) << speed.errors;
}

}  // namespace
}  // namespace amoeba
