#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "amoeba/sims/command.h"
#include "amoeba/sims/comparison/progress.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"
#include "amoeba/sims/interruption.h"
#include "amoeba/sims/litmus/suite/judged_test.h"
#include "amoeba/sims/litmus/suite/model_names.h"
#include "amoeba/sims/litmus/suite/test_files.h"

namespace amoeba {
namespace {

using litmus::JudgedTest;

struct Settings {
  std::vector<std::string> paths;
  std::vector<std::string> expected;
  std::string model = "rvwmo";
  std::string zalasr = "rcsc";
  std::string json;
  unsigned jobs = std::max(1u, std::thread::hardware_concurrency());
  bool oracle = false;
};

bool read_settings(const Arguments& arguments, Settings& settings) {
  CommandLine line(
      "litmus --oracle FILES|FOLDERS [--model M] [--zalasr A] [--expected FILE] [--json FILE] [--jobs N]",
      "Reads litmus tests in the .litmus format and prints the final states that the memory model allows, by its "
      "axioms:\nevery candidate execution whose global memory order obeys preserved program order, the load value and "
      "the\natomicity axiom. With known sets of states (--expected) it lists every difference and ends with status 1 "
      "on one.",
      {{"amoeba litmus --oracle tests/litmus", "judges every test below the folder"},
       {"amoeba litmus --oracle SB.litmus --model sc", "asks what sequential consistency would allow"},
       {"amoeba litmus --oracle suite --zalasr rcpc --expected suite/expected.json",
        "compares with known sets, state by state"},
       {"amoeba litmus --help", "tells how to run tests on simulated harts"},
       {"amoeba litmus generate --help", "tells how to make tests from cycles of relations"}});
  namespace options = boost::program_options;
  line.positionals("path", &settings.paths);
  line.add()("oracle", options::bool_switch(&settings.oracle), "compute the allowed states")(
      "model", options::value(&settings.model)->value_name("M"), "memory model: rvwmo (default), ztso or sc")(
      "zalasr", options::value(&settings.zalasr)->value_name("A"),
      "annotations of lw.aq, sw.rl and their kin: rcsc as specified (default), or rcpc as herd assumes")(
      "expected", options::value(&settings.expected)->value_name("FILE"),
      "known sets of states as JSON; may be given several times")(
      "json", options::value(&settings.json)->value_name("FILE"), "write the results as JSON")(
      "jobs", options::value(&settings.jobs)->value_name("N"), "tests at a time; as many as processors by default");
  if (!line.parse(arguments)) return false;
  if (settings.paths.empty()) throw UsageError("no test is named; give .litmus files or folders that have some");
  if (settings.jobs == 0) throw UsageError("--jobs wants at least 1");
  if (!settings.json.empty()) expect_writable(settings.json);
  return true;
}

void print_difference(const JudgedTest& judged) {
  for (const std::string& state : judged.difference->missing)
    fmt::print("{}: expected, but not allowed by the oracle: {}\n", judged.test.path, state);
  for (const std::string& state : judged.difference->surplus)
    fmt::print("{}: allowed by the oracle, but not expected: {}\n", judged.test.path, state);
}

struct Totals {
  std::size_t errors = 0, compared = 0, different = 0;
};

Totals print_results(const std::vector<JudgedTest>& judged, bool against_expected) {
  Totals totals;
  for (const JudgedTest& one : judged) {
    if (!one.error.empty()) {
      ++totals.errors;
      fmt::print(stderr, "amoeba: error: {}\n", one.error);
      continue;
    }
    totals.compared += one.expected;
    if (!against_expected) fmt::print("{}\n", report(one.test, one.states));
    if (!one.difference || one.difference->empty()) continue;
    ++totals.different;
    print_difference(one);
  }
  return totals;
}

void print_summary(const std::vector<JudgedTest>& judged, const Totals& totals) {
  const auto slowest = std::max_element(judged.begin(), judged.end(),
                                        [](const JudgedTest& a, const JudgedTest& b) { return a.seconds < b.seconds; });
  double seconds = 0;
  for (const JudgedTest& one : judged) seconds += one.seconds;
  fmt::print("{} tests, {} compared with known sets, {} differ, {} with errors; {:.2f} s, longest {:.2f} s ({})\n",
             judged.size(), totals.compared, totals.different, totals.errors, seconds, slowest->seconds,
             slowest->test.path);
}

void write_json(const Settings& settings, const std::vector<JudgedTest>& judged) {
  nlohmann::json tests = nlohmann::json::array();
  for (const JudgedTest& one : judged) tests.push_back(json_of(one));
  const nlohmann::json result = {{"format", "amoeba-litmus"},        {"format_version", 1},
                                 {"amoeba_version", AMOEBA_VERSION}, {"model", settings.model},
                                 {"zalasr", settings.zalasr},        {"tests", tests}};
  write_text(settings.json, result.dump(2) + "\n");
}

}  // namespace

int litmus_oracle_command(const Arguments& arguments) {
  Settings settings;
  if (!read_settings(arguments, settings)) return EXIT_SUCCESS;
  litmus::JudgingOptions options;
  options.model.model = litmus::model_named(settings.model);
  options.model.zalasr = litmus::annotation_named(settings.zalasr);
  options.jobs = settings.jobs;
  litmus::ExpectedStates expected;
  for (const std::string& path : settings.expected) expected.read(path);
  const std::vector<std::string> files = litmus::find_test_files(settings.paths);
  watch_for_interruption();
  options.interrupted = interrupted;
  std::vector<JudgedTest> judged;
  {
    Progress progress("judging");
    options.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    judged = judge_tests(files, expected, options);
  }
  if (interrupted()) return kInterruptedStatus;
  const Totals totals = print_results(judged, !settings.expected.empty());
  if (!settings.expected.empty() || judged.size() > 1) print_summary(judged, totals);
  if (!settings.json.empty()) write_json(settings, judged);
  if (totals.errors > 0) return 2;
  if (!settings.expected.empty() && totals.compared == 0)
    throw UsageError("--expected: the known sets have none of these tests; a test is found by the end of its path");
  return totals.different == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace amoeba
