// `amoeba litmus FILES` as a user meets it: tests run on simulated harts.
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "program_folder.h"

namespace amoeba {
namespace {

constexpr const char* kStoreBuffering =
    "RISCV SB\n{ 0:x5=1; 0:x6=x; 0:x7=y; 1:x5=1; 1:x6=y; 1:x7=x; }\n P0 | P1 ;\n sw x5,0(x6) | sw x5,0(x6) ;\n"
    " lw x8,0(x7) | lw x8,0(x7) ;\nexists (0:x8=0 /\\ 1:x8=0)\n";
constexpr const char* kSubWord =
    "RISCV AMO\n{ int8_t x; 0:x6=x; 0:x7=1; 1:x6=x; 1:x7=1; }\n P0 | P1 ;\n amoadd.b x8,x7,(x6) | amoadd.b x8,x7,(x6) "
    ";\nlocations [x;]\nexists (0:x8=0 /\\ 1:x8=1)\n";
constexpr const char* kEndless =
    "RISCV endless\n{ 0:x6=x; }\n P0 ;\n L: ;\n lw x5,0(x6) ;\n beq x5,x0,L ;\nexists (x=0)\n";

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

class LitmusRun : public testing::Test {
 protected:
  LitmusRun() { write(folder_.path() / "SB.litmus", kStoreBuffering); }
  bool says(const Finished& finished, const char* text) const {
    return (finished.output + finished.errors).find(text) != std::string::npos;
  }
  const ProgramFolder folder_;
};

TEST_F(LitmusRun, PrintsHistogramAndVerdictOnBothCores) {
  for (const char* core : {"inorder", "ooo"}) {
    const Finished run = folder_.run(std::string("litmus SB.litmus --runs 400 --core ") + core);
    EXPECT_EQ(run.status, 0) << run.errors;
    for (const char* part : {"Test SB Allowed\nHistogram (4 states)\n", "*>0:x8=0; 1:x8=0;", ":>0:x8=1; 1:x8=1;",
                             "\nOk\n", "Observation SB Sometimes", "seeds 1 to 400", "0 forbidden states"})
      EXPECT_TRUE(says(run, part)) << core << ": " << part << "\n" << run.output;
  }
}

TEST_F(LitmusRun, AStrongerModelHidesTheRelaxedOutcome) {
  const Finished run = folder_.run("litmus SB.litmus --core ooo --model sc --runs 400");
  EXPECT_EQ(run.status, 0) << run.errors;
  EXPECT_TRUE(says(run, "Observation SB Never")) << run.output;
}

TEST_F(LitmusRun, TheSeedsAloneDecide) {
  const auto tests = [&](const std::string& jobs) {
    EXPECT_EQ(folder_.run("litmus SB.litmus --core ooo --runs 300 --seed 7 --json out.json --jobs " + jobs).status, 0);
    auto json = nlohmann::json::parse(read(folder_.path() / "out.json"));
    EXPECT_EQ(json.at("format"), "amoeba-litmus-runs");
    EXPECT_EQ(json.at("first_seed"), 7);
    for (auto& test : json.at("tests")) test.erase("seconds");
    return json.at("tests");
  };
  const auto one = tests("1");
  EXPECT_EQ(one, tests("3"));
  std::uint64_t runs = 0;
  for (const auto& state : one[0].at("states")) runs += state.at("runs").get<std::uint64_t>();
  EXPECT_EQ(runs, 300u);
}

// A known set that lacks a state makes a right machine look wrong.
TEST_F(LitmusRun, AViolationEndsWithItsSeedAndATimeline) {
  write(folder_.path() / "sc.json", R"({"file":"SB.litmus","locs":["0:x8","1:x8"],"states":[[0,1],[1,0],[1,1]]})"
                                    "\n");
  const Finished run = folder_.run("litmus SB.litmus --core ooo --runs 400 --expected sc.json --json out.json --brief");
  EXPECT_EQ(run.status, 1);
  for (const char* part : {"VIOLATION SB.litmus: forbidden state 0:x8=0; 1:x8=0;", "P0 (hart", "1. sw x <- 1",
                           "2. lw y -> 0", "2. lw x -> 0", "Final state: 0:x8=0; 1:x8=0;"})
    EXPECT_TRUE(says(run, part)) << part << "\n" << run.output;
  const std::string head = "To repeat it: amoeba ";
  const std::size_t begin = run.output.find(head);
  ASSERT_NE(begin, std::string::npos);
  const std::string command =
      run.output.substr(begin + head.size(), run.output.find('\n', begin) - begin - head.size());
  EXPECT_TRUE(says(folder_.run(command), "1        *>0:x8=0; 1:x8=0;")) << command;
  const auto json = nlohmann::json::parse(read(folder_.path() / "out.json"));
  EXPECT_EQ(json.at("tests")[0].at("judged_by"), "known set");
}

TEST_F(LitmusRun, ATestThatCannotRunIsOneErrorAndTheOthersGoOn) {
  write(folder_.path() / "suite/SB.litmus", kStoreBuffering);
  write(folder_.path() / "suite/bad.litmus", "RISCV bad\n{ }\n P0 ;\n lww x5,0(x6) ;\nexists true\n");
  write(folder_.path() / "suite/endless.litmus", kEndless);
  const Finished run = folder_.run("litmus suite --runs 8");
  EXPECT_EQ(run.status, 2);
  for (const char* part : {"suite/bad.litmus:4:2: unknown instruction 'lww'", "suite/endless.litmus: P0 did not end",
                           "(seed 1)", "Observation SB"})
    EXPECT_TRUE(says(run, part)) << part << run.errors;
}

TEST_F(LitmusRun, WhatDoesNotFitIsSaidWithTheRemedy) {
  write(folder_.path() / "AMO.litmus", kSubWord);
  EXPECT_EQ(folder_.run("litmus AMO.litmus --runs 20 --core ooo").status, 0);
  const Finished lacking = folder_.run("litmus AMO.litmus --runs 8 --set core.isa=rv64imac_zicsr_zifencei");
  EXPECT_EQ(lacking.status, 2);
  EXPECT_TRUE(says(lacking, "add its extension to core.isa")) << lacking.errors;
  const Finished few = folder_.run("litmus SB.litmus --runs 8 --set system.harts=1");
  EXPECT_EQ(few.status, 2);
  EXPECT_TRUE(says(few, "raise system.harts")) << few.errors;
  const Finished impossible = folder_.run("litmus SB.litmus --set l1d.ways=3");
  EXPECT_EQ(impossible.status, 2);
  EXPECT_TRUE(says(impossible, "l1d.ways")) << impossible.errors;
  for (const char* wrong : {"litmus SB.litmus --core vector", "litmus SB.litmus --runs 0", "litmus SB.litmus --jobs 0",
                            "litmus nowhere", "litmus SB.litmus --expected nowhere.json"})
    EXPECT_EQ(folder_.run(wrong).status, 2) << wrong;
}

TEST_F(LitmusRun, RunsOnThePresets) {
  for (const char* preset : {"desktop-quad", "server-16", "microcontroller-dual"}) {
    const Finished run =
        folder_.run("litmus SB.litmus --runs 20 --set system.check_order=true --platform " AMOEBA_PRESETS "/" +
                    std::string(preset) + ".yaml");
    EXPECT_EQ(run.status, 0) << preset << run.errors << run.output;
  }
}

TEST_F(LitmusRun, AnInterruptionKeepsWhatWasFinished) {
  const std::string path = folder_.path().string();
  const std::string command = "cd " + path +
                              " && timeout --foreground --preserve-status -s INT 2 " AMOEBA_PROGRAM
                              " litmus SB.litmus --core ooo --runs 100000000 --jobs 1 --json out.json > out 2> err";
  const int status = std::system(command.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_NE(read(folder_.path() / "out").find("1 tests"), std::string::npos) << read(folder_.path() / "err");
}

}  // namespace
}  // namespace amoeba
