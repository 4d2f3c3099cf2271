// The amoeba program as a user meets it: exit status, messages, files, and equal output for equal questions.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "program_folder.h"

namespace amoeba {
namespace {

class Amoeba : public testing::Test {
 protected:
  Finished run(const std::string& arguments) const { return scratch_.run(arguments); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  // Expects wrong usage or input, with all of `parts` in the message.
  void expect_refused(const std::string& arguments, const std::vector<std::string>& parts) const {
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.status, 2) << arguments << "\n" << finished.errors;
    EXPECT_EQ(finished.errors.rfind("amoeba: error: ", 0), 0u) << finished.errors;
    EXPECT_EQ(finished.output, "") << arguments;
    for (const std::string& part : parts) EXPECT_NE(finished.errors.find(part), std::string::npos) << finished.errors;
  }

  const ProgramFolder scratch_;
  const std::filesystem::path& folder_ = scratch_.path();
};

constexpr const char* kSmall = "compare --kernels shared-counter,bitmap --variants zabha,lrsc,wordamo --harts 1,4 ";

TEST_F(Amoeba, RunPrintsTheTableAndNothingElse) {
  const Finished finished = run("run shared-counter.zabha --harts 2");
  EXPECT_EQ(finished.status, 0) << finished.errors;
  EXPECT_EQ(finished.errors, "");
  EXPECT_EQ(finished.output.rfind("shared-counter.zabha on 2 harts\n", 0), 0u) << finished.output;
}

// Only when asked for, since it differs from run to run.
TEST_F(Amoeba, RunReportsMemoryOfTheComputer) {
  const Finished plain = run("run shared-counter.zabha --harts 64");
  const Finished finished = run("run shared-counter.zabha --harts 64 --host");
  EXPECT_EQ(finished.output.rfind(plain.output, 0), 0u) << finished.output;
  EXPECT_NE(finished.output.find("memory per hart, KiB"), std::string::npos) << finished.output;
  const auto json = nlohmann::json::parse(run("run shared-counter.zabha --harts 64 --host --json").output);
  EXPECT_GT(json.at("host").at("kib_per_hart"), 10.0);
  EXPECT_LT(json.at("host").at("kib_per_hart"), 8.0 * 1024);
  EXPECT_GT(json.at("host").at("peak_kib"), 64 * json.at("host").at("kib_per_hart").get<double>());
}

TEST_F(Amoeba, RunWritesStatisticsWithTheConfiguration) {
  EXPECT_EQ(run("run shared-counter.lrsc --harts 2 --stats s.json --set l1d.ways=2").status, 0);
  const auto json = nlohmann::json::parse(read(folder_ / "s.json"));
  EXPECT_FALSE(json.at("statistics").empty());
  for (const auto& statistic : json.at("statistics")) EXPECT_FALSE(statistic.at("meaning").get<std::string>().empty());
  bool found = false;
  for (const auto& value : json.at("configuration")) {
    if (value.at("path") != "l1d.ways") continue;
    found = true;
    EXPECT_EQ(value.at("value"), "2");
    EXPECT_EQ(value.at("origin"), "--set");
  }
  EXPECT_TRUE(found);
}

TEST_F(Amoeba, RunPrintsJsonAlone) {
  const Finished finished = run("run shared-counter.lrsc --harts 2 --json");
  const auto json = nlohmann::json::parse(finished.output);
  EXPECT_EQ(json.at("success"), true);
  EXPECT_GT(json.at("metrics").at("cycles_per_operation"), 0);
}

TEST_F(Amoeba, RunTracesRetiredInstructions) {
  EXPECT_EQ(run("run shared-counter.zabha --harts 1 --trace=trace.txt").status, 0);
  EXPECT_NE(read(folder_ / "trace.txt").find("amoadd.b"), std::string::npos);
}

TEST_F(Amoeba, RunEndsAtTheCycleLimit) {
  const Finished finished = run("run shared-counter.lrsc --max-cycles 500");
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.errors.find("did not end within 500 cycles"), std::string::npos) << finished.errors;
}

TEST_F(Amoeba, RefusesWrongInput) {
  expect_refused("run", {"wants a program"});
  expect_refused("rnu x", {"unknown command 'rnu'", "did you mean 'run'?"});
  expect_refused("run no-such-file.elf", {"neither a file nor a built-in workload"});
  expect_refused("run shared-counter.zabah", {"did you mean 'shared-counter.zabha'?"});
  expect_refused("run shared-counter.zabha --hart 2", {"did you mean '--harts'?"});
  expect_refused("run shared-counter.zabha --harts 0", {"system.harts"});
  expect_refused("run shared-counter.zabha --harts -1", {"negative"});
  expect_refused("run shared-counter.zabha --set l1d.byts=1", {"did you mean 'l1d.bytes'?"});
  expect_refused("run shared-counter.zabha --set l1d.bytes=3000", {"l1d.bytes", "power of two"});
  expect_refused("run shared-counter.zabha --args 1,x", {"--args"});
  expect_refused("run shared-counter.zabha --platform none.yaml", {"none.yaml", "No such file"});
  expect_refused("compare --kernels shared-conter", {"did you mean 'shared-counter'?"});
  expect_refused("compare --harts 0", {"--harts"});
  expect_refused("compare --policies all-fa", {"did you mean 'all-far'?"});
  expect_refused("compare --policies all-far --set atomics.placement=all-near", {"leave atomics.placement out"});
  expect_refused("compare --study shape", {"did you mean 'shapes'?"});
  expect_refused("compare --shared 101", {"--shared"});
}

TEST_F(Amoeba, RefusesWrongPlatformWithItsPlace) {
  write("p.yaml", "l1d:\n  byts: 16KiB\n");
  expect_refused("run shared-counter.zabha --platform p.yaml", {"p.yaml:2:3", "did you mean 'l1d.bytes'?", "^"});
}

TEST_F(Amoeba, RefusesWrongImages) {
  write("empty.elf", "");
  expect_refused("run empty.elf", {"ELF"});
  write("text.elf", "this is no program, and long enough to be read as a header of an ELF file, which it is not");
  expect_refused("run text.elf", {"ELF"});
  std::string image = read(AMOEBA_PROGRAM);  // for another machine
  write("host.elf", image);
  expect_refused("run host.elf", {"RISC-V"});
  write("cut.elf", image.substr(0, 40));
  expect_refused("run cut.elf", {"ELF"});
}

TEST_F(Amoeba, ReportsAFullDisk) {
  for (const char* command :
       {"run shared-counter.zabha --stats /dev/full", "run shared-counter.zabha --trace=/dev/full"}) {
    const Finished finished = run(command);
    EXPECT_EQ(finished.status, 1) << command;
    EXPECT_NE(finished.errors.find("/dev/full"), std::string::npos) << finished.errors;
  }
  const Finished finished = run(std::string(kSmall) + "--report /no/such/folder/r.html");
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.errors.find("/no/such/folder/r.html"), std::string::npos) << finished.errors;
}

TEST_F(Amoeba, CompareIsTheSameTwiceStrictAndWithOneProcess) {
  const Finished first = run(std::string(kSmall) + "--json 1.json");
  ASSERT_EQ(first.status, 0) << first.errors;
  const std::string report = read(folder_ / "report.html");
  for (const char* option : {"", "--strict ", "--jobs 1 ", "--set system.queue=heap "}) {
    const Finished again = run(std::string(kSmall) + option + "--json 2.json");
    EXPECT_EQ(again.output, first.output) << option;
    EXPECT_EQ(read(folder_ / "2.json"), read(folder_ / "1.json")) << option;
    EXPECT_EQ(read(folder_ / "report.html"), report) << option;
  }
}

TEST_F(Amoeba, CompareExplainsWhatIsNotAvailable) {
  const Finished finished = run(kSmall);
  EXPECT_NE(finished.output.find("n/a"), std::string::npos);
  EXPECT_NE(finished.output.find("] a word AMO has no sub-word add"), std::string::npos) << finished.output;
  EXPECT_NE(finished.errors.find("100 %"), std::string::npos) << finished.errors;
}

TEST_F(Amoeba, CompareReportsRunsThatFail) {
  const Finished finished = run(std::string(kSmall) + "--max-cycles 300");
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.output.find("failed"), std::string::npos);
  EXPECT_NE(finished.output.find("did not end within 300 cycles"), std::string::npos) << finished.output;
}

TEST_F(Amoeba, InterruptedComparisonEndsWith130) {
  const pid_t process = ::fork();
  if (process == 0) {
    ::chdir(folder_.c_str());
    std::freopen("out", "w", stdout);
    std::freopen("err", "w", stderr);
    ::execl(AMOEBA_PROGRAM, "amoeba", "compare", "--operations", "1000000", "--kernels", "shared-counter", nullptr);
    ::_exit(1);
  }
  std::this_thread::sleep_for(std::chrono::seconds(1));
  ::kill(process, SIGINT);
  int status = 0;
  ::waitpid(process, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 130) << status;
  EXPECT_NE(read(folder_ / "err").find("interrupted"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "report.html"));
}

TEST_F(Amoeba, ExploreProvesTheProtocol) {
  const Finished finished =
      run("explore --caches 3 --protocol mesi --forwarding none --clean-eviction silent --json e.json");
  EXPECT_EQ(finished.status, 0) << finished.errors;
  EXPECT_NE(finished.output.find("mesi, forwarding none, silent eviction, any placement, 3 caches"), std::string::npos)
      << finished.output;
  const auto json = nlohmann::json::parse(read(folder_ / "e.json"));
  EXPECT_EQ(json.at("format"), "amoeba-exploration");
  ASSERT_EQ(json.at("configurations").size(), 3u);
  EXPECT_TRUE(json.at("configurations")[2].at("lrwait"));
  for (const auto& one : json.at("configurations")) {
    EXPECT_EQ(one.at("violation"), "");
    EXPECT_GT(one.at("states").get<unsigned>(), 1000u);
  }
}

TEST_F(Amoeba, ExploreProvesTwoLines) {
  const Finished finished =
      run("explore --lines 2 --protocol mesi --forwarding none --clean-eviction silent --json e.json");
  EXPECT_EQ(finished.status, 0) << finished.errors;
  const auto json = nlohmann::json::parse(read(folder_ / "e.json"));
  ASSERT_EQ(json.at("configurations").size(), 2u);
  EXPECT_EQ(json.at("configurations")[0].at("directory"), "full-map");
  EXPECT_EQ(json.at("configurations")[1].at("directory"), "snoop-filter");
  expect_refused("explore --lines 2 --caches 3", {"2 caches"});
}

TEST_F(Amoeba, ExploreShowsHowABrokenProtocolFails) {
  const Finished finished =
      run("explore --caches 2 --protocol mesi --policy any --fault cache.UD.snp_unique.next=SC --mermaid e.mmd");
  EXPECT_EQ(finished.status, 1) << finished.errors;
  EXPECT_NE(finished.output.find("VIOLATION"), std::string::npos) << finished.output;
  EXPECT_NE(finished.output.find("- SnpUnique -"), std::string::npos) << finished.output;
  EXPECT_EQ(read(folder_ / "e.mmd").rfind("sequenceDiagram", 0), 0u);
  expect_refused("explore --caches 4", {"2 or 3 caches"});
  expect_refused("explore --policy sometimes", {"all-far"});
  expect_refused("explore --fault cache.UD.snp_unique.next=S", {"did you mean 'cache.UD.snp_unique.next=SC'"});
}

TEST_F(Amoeba, HelpHasExamples) {
  for (const char* command :
       {"run --help", "compare --help", "parameters --help", "explore --help", "help run", "--help"}) {
    const Finished finished = run(command);
    EXPECT_EQ(finished.status, 0) << command;
    EXPECT_NE(finished.output.find("Examples:"), std::string::npos) << command;
  }
  EXPECT_EQ(run("--version").output.rfind("amoeba ", 0), 0u);
}

TEST_F(Amoeba, ParametersReadBackAsAPlatform) {
  write("defaults.yaml", run("parameters").output);
  EXPECT_EQ(run("run shared-counter.zabha --platform defaults.yaml").output, run("run shared-counter.zabha").output);
  EXPECT_NO_THROW(EXPECT_FALSE(nlohmann::json::parse(run("parameters --schema").output).empty()));
}

}  // namespace
}  // namespace amoeba
