#include "amoeba/sims/command_line.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "amoeba/sims/comparison/plan.h"
#include "amoeba/sims/contention.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"
#include "amoeba/sims/program.h"

namespace amoeba {
namespace {

template <class Function>
std::string usage_error(Function function) {
  try {
    function();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(CommandLine, SuggestsTheNearestOption) {
  CommandLine line("run PROGRAM", "Runs.", {});
  unsigned harts = 0;
  line.add()("harts", boost::program_options::value(&harts), "harts");
  const std::string text = usage_error([&] { line.parse({"--hart", "8"}); });
  EXPECT_TRUE(contains(text, "did you mean '--harts'?")) << text;
  EXPECT_TRUE(contains(text, "amoeba run --help")) << text;
}

TEST(CommandLine, RefusesWrongValuesAndSurplusArguments) {
  unsigned harts = 0;
  std::string program;
  for (const Arguments& arguments : {Arguments{"--harts", "many"}, Arguments{"--harts"}, Arguments{"a", "b"}}) {
    CommandLine line("run PROGRAM", "Runs.", {});
    line.positional("program", &program);
    line.add()("harts", boost::program_options::value(&harts), "harts");
    EXPECT_THROW(line.parse(arguments), UsageError);
  }
}

TEST(CommandLine, ReadsListsAndNumbers) {
  EXPECT_EQ(split_list("a,b", "--x"), (std::vector<std::string>{"a", "b"}));
  EXPECT_THROW(split_list("a,,b", "--x"), UsageError);
  EXPECT_EQ(parse_number("0x10", "--args"), 16u);
  for (const char* wrong : {"", "-1", "1x", "ten", "99999999999999999999"})
    EXPECT_THROW(parse_number(wrong, "--args"), UsageError) << wrong;
}

TEST(Plan, MarksWhatDoesNotExist) {
  const Comparison comparison = plan_comparison("shared-counter", "zabha,wordamo", "all-far", "8,1");
  ASSERT_EQ(comparison.results.size(), 4u);
  EXPECT_EQ(comparison.harts, (std::vector<unsigned>{1, 8}));
  EXPECT_EQ(comparison.results[0].status, PointStatus::not_run);
  EXPECT_EQ(comparison.results[2].status, PointStatus::unavailable);
  EXPECT_FALSE(comparison.results[2].reason.empty());
}

TEST(Plan, RefusesWhatItDoesNotKnow) {
  EXPECT_TRUE(contains(usage_error([] { plan_comparison("shared-conter", "", "all-near", "1"); }),
                       "did you mean 'shared-counter'?"));
  EXPECT_TRUE(contains(usage_error([] { plan_comparison("", "zabah", "all-near", "1"); }), "did you mean 'zabha'?"));
  EXPECT_TRUE(contains(usage_error([] { plan_comparison("", "", "all-fa", "1"); }), "did you mean 'all-far'?"));
  for (const char* harts : {"0", "", "1,x", "5000"})
    EXPECT_THROW(plan_comparison("", "", "all-near", harts), UsageError) << harts;
}

TEST(Program, SaysWhichNamesExist) {
  EXPECT_TRUE(contains(usage_error([] { Program("shared-counter.zabah"); }), "did you mean 'shared-counter.zabha'?"));
  EXPECT_TRUE(contains(usage_error([] { Program("shared-counter.wordamo"); }), "carry"));
  EXPECT_TRUE(contains(usage_error([] { Program("/"); }), "folder"));
  EXPECT_GT(Program("shared-counter.zabha").size(), 0u);
}

TEST(Contention, PatternsSetObjectsAndStride) {
  Contention contention;
  contention.pattern = "false-sharing";
  EXPECT_EQ(contention.arguments(8, 5)[1], 8u);
  EXPECT_EQ(contention.arguments(8, 5)[2], 1u);
  EXPECT_EQ(contention.arguments(8, 5)[6], 5u);
  contention.pattern = "privat";
  EXPECT_TRUE(contains(usage_error([&] { contention.check(); }), "did you mean 'private'?"));
}

TEST(Files, WriteIsCompleteOrNothing) {
  char folder[] = "/tmp/files_test_XXXXXX";
  ASSERT_NE(::mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/result.json";
  write_text(path, "first");
  write_text(path, "second");
  EXPECT_EQ(read_text(path), "second");
  EXPECT_FALSE(std::filesystem::exists(path + ".partial"));
  std::filesystem::remove_all(folder);
}

TEST(Files, NameTheReasonWhenTheDiskIsFull) {
  try {
    write_text("/dev/full", std::string(100'000, 'x'));
    FAIL() << "writing to a full device succeeded";
  } catch (const FileError& error) {
    EXPECT_TRUE(contains(error.what(), "No space left")) << error.what();
  }
}

TEST(Files, NameTheReasonWhenThePlaceIsMissing) {
  EXPECT_THROW(write_text("/no/such/folder/x", "text"), FileError);
  EXPECT_TRUE(contains(usage_error([] { read_text("/no/such/file"); }), "No such file"));
}

}  // namespace
}  // namespace amoeba
