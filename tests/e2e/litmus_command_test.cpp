// `amoeba litmus` as a user meets it: what it prints, writes and exits with.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program_folder.h"

namespace amoeba {
namespace {

constexpr const char* kStoreBuffering =
    "RISCV SB\n{ 0:x5=1; 0:x6=x; 0:x7=y; 1:x5=1; 1:x6=y; 1:x7=x; }\n P0 | P1 ;\n sw x5,0(x6) | sw x5,0(x6) ;\n"
    " lw x8,0(x7) | lw x8,0(x7) ;\nexists (0:x8=0 /\\ 1:x8=0)\n";

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

TEST(LitmusCommand, PrintsStatesAndVerdictInTheUsualLayout) {
  const ProgramFolder folder;
  write(folder.path() / "SB.litmus", kStoreBuffering);
  const Finished weak = folder.run("litmus --oracle SB.litmus");
  EXPECT_EQ(weak.status, 0) << weak.errors;
  EXPECT_EQ(
      weak.output,
      "Test SB Allowed\nStates 4\n0:x8=0; 1:x8=0;\n0:x8=0; 1:x8=1;\n0:x8=1; 1:x8=0;\n0:x8=1; 1:x8=1;\nOk\n"
      "Witnesses\nPositive: 1 Negative: 3\nCondition exists (0:x8=0 /\\ 1:x8=0)\nObservation SB Sometimes 1 3\n\n");
  const Finished strong = folder.run("litmus --oracle SB.litmus --model sc");
  EXPECT_EQ(strong.status, 0);
  EXPECT_NE(strong.output.find("\nNo\n"), std::string::npos);
  EXPECT_NE(strong.output.find("Observation SB Never 0 3"), std::string::npos);
}

TEST(LitmusCommand, ListsDifferencesFromKnownSetsAndFails) {
  const ProgramFolder folder;
  write(folder.path() / "suite/a/SB.litmus", kStoreBuffering);
  const std::string known = R"({"file":"a/SB.litmus","locs":["1:x8","0:x8"],"states":[[0,0],[0,1],[1,0],[1,1]],)"
                            R"("state_class":"tsss"})";
  write(folder.path() / "same.json", "[\n" + known + "\n]\n");
  write(folder.path() / "lines.json", known + "\n");
  for (const char* same : {"same.json", "lines.json", "same.json --model sc", "same.json --model ztso"})
    EXPECT_EQ(folder.run(std::string("litmus --oracle suite --expected ") + same).status, 0) << same;
  write(folder.path() / "other.json",
        R"([{"file":"a/SB.litmus","locs":["0:x8","1:x8"],"states":[[0,1],[1,0],[7,7]]}])");
  const Finished different = folder.run("litmus --oracle suite --expected other.json");
  EXPECT_EQ(different.status, 1);
  EXPECT_NE(different.output.find("a/SB.litmus: expected, but not allowed by the oracle: 0:x8=7; 1:x8=7;"),
            std::string::npos);
  EXPECT_NE(different.output.find("allowed by the oracle, but not expected: 0:x8=0; 1:x8=0;"), std::string::npos);
  write(folder.path() / "elsewhere.json", R"([{"file":"b/SB.litmus","locs":[],"states":[]}])");
  EXPECT_EQ(folder.run("litmus --oracle suite --expected elsewhere.json").status, 2);
  EXPECT_EQ(folder.run("litmus --oracle suite --expected suite/a/SB.litmus").status, 2);
}

TEST(LitmusCommand, WritesJsonWhateverTheNumberOfJobs) {
  const ProgramFolder folder;
  ASSERT_EQ(folder.run("litmus generate --all 4 --output suite").status, 0);
  const auto tests_of = [&](const std::string& jobs) {
    EXPECT_EQ(folder.run("litmus --oracle suite --json out.json --jobs " + jobs).status, 0);
    auto json = nlohmann::json::parse(read(folder.path() / "out.json"));
    EXPECT_EQ(json.at("format"), "amoeba-litmus");
    for (auto& test : json.at("tests")) test.erase("seconds");
    return json.at("tests");
  };
  const auto tests = tests_of("1");
  EXPECT_EQ(tests.size(), 41u);
  EXPECT_EQ(tests_of("3"), tests);
}

TEST(LitmusCommand, AMalformedTestIsOneErrorAndTheOthersAreJudged) {
  const ProgramFolder folder;
  write(folder.path() / "suite/SB.litmus", kStoreBuffering);
  write(folder.path() / "suite/bad.litmus", "RISCV bad\n{ }\n P0 ;\n lww x5,0(x6) ;\nexists true\n");
  const Finished finished = folder.run("litmus --oracle suite");
  EXPECT_EQ(finished.status, 2);
  EXPECT_NE(finished.errors.find("suite/bad.litmus:4:2: unknown instruction 'lww'"), std::string::npos);
  EXPECT_NE(finished.output.find("Observation SB Sometimes 1 3"), std::string::npos);
}

TEST(LitmusCommand, WrongUsageNamesTheRemedy) {
  const ProgramFolder folder;
  std::filesystem::create_directories(folder.path() / "empty");
  for (const char* wrong : {"litmus", "litmus --oracle", "litmus --oracle nowhere", "litmus --oracle empty",
                            "litmus --oracle x --model tso", "litmus generate", "litmus generate PodWW",
                            "litmus generate --all 3", "litmus generate \"PodWW Rfe PodRR Fre\" --width q"}) {
    const Finished finished = folder.run(wrong);
    EXPECT_EQ(finished.status, 2) << wrong;
    EXPECT_NE(finished.errors.find("amoeba: error: "), std::string::npos) << wrong;
  }
}

TEST(LitmusCommand, AGeneratedTestGoesBackIntoTheOracle) {
  const ProgramFolder folder;
  const Finished generated = folder.run("litmus generate \"PodWW ARl Rfe AAq PodRR Fre\" --width h --name MP");
  ASSERT_EQ(generated.status, 0) << generated.errors;
  write(folder.path() / "MP.litmus", generated.output);
  EXPECT_NE(folder.run("litmus --oracle MP.litmus").output.find("Observation MP Never"), std::string::npos);
}

}  // namespace
}  // namespace amoeba
