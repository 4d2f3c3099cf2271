#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>

#include "amoeba/litmus/reader.h"
#include "amoeba/sims/command.h"
#include "amoeba/sims/comparison/progress.h"
#include "amoeba/sims/comparison/worker_pool.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"
#include "amoeba/sims/interruption.h"
#include "amoeba/sims/litmus/runner/run_report.h"
#include "amoeba/sims/litmus/runner/timeline.h"
#include "amoeba/sims/litmus/suite/model_names.h"
#include "amoeba/sims/litmus/suite/test_files.h"
#include "amoeba/sims/platform_options.h"

namespace amoeba {
namespace {

using litmus::CampaignOptions;
using litmus::Coverage;
using litmus::ForbiddenState;
using litmus::LitmusTest;
using litmus::TestRuns;
using litmus::Verdict;

constexpr std::size_t kMostTimelines = 20;

struct Settings {
  std::vector<std::string> paths;
  std::vector<std::string> expected;
  PlatformOptions platform;
  std::string core;
  std::string model;
  std::string zalasr = "rcsc";
  std::string json;
  std::uint64_t runs = 1000;
  unsigned jobs = std::max(1u, std::thread::hardware_concurrency());
  bool brief = false;
  bool as_described = false;
};

bool read_settings(const Arguments& arguments, Settings& settings, CampaignOptions& options) {
  CommandLine line(
      "litmus FILES|FOLDERS [--core C] [--runs N] [--platform FILE] [--set PATH=VALUE] [OPTIONS]\n"
      "       amoeba litmus --oracle FILES|FOLDERS\n"
      "       amoeba litmus generate \"CYCLE\"",
      "Runs litmus tests on simulated harts, each run with a seed of its own, and judges the final states. A seed\n"
      "decides the start skew, what the caches hold before, where the locations lie, which hart runs which thread, "
      "the\n"
      "harts' random delays, and which of several machines is used, that differ in latencies, store drain, early\n"
      "accesses and near or far atomics; parameters that you choose stay as they are. A state that is neither in a\n"
      "known set (--expected) nor allowed by the oracle ends in status 1, with the seed and a timeline of its run.",
      {{"amoeba litmus tests/litmus --core ooo --runs 10000", "runs every test below the folder"},
       {"amoeba litmus SB.litmus --core ooo --seed 17 --runs 1", "repeats one run"},
       {"amoeba litmus suite --core ooo --set atomics.placement=all-far --expected suite/expected.json --brief",
        "judges by known sets, prints what is wrong and a summary"},
       {"amoeba litmus SB.litmus --core ooo --model ztso", "asks the harts to keep to Ztso"},
       {"amoeba litmus --oracle --help", "tells how to compute the allowed states"}});
  namespace po = boost::program_options;
  line.positionals("path", &settings.paths);
  line.add()("core", po::value(&settings.core)->value_name("C"), "inorder (default) or ooo; short for hart.core")(
      "model", po::value(&settings.model)->value_name("M"), "rvwmo (default), ztso or sc; short for order.model")(
      "runs", po::value(&settings.runs)->value_name("N"),
      "runs per test, with seeds from --seed on; 1000 unless given")(
      "as-described", po::bool_switch(&settings.as_described), "use the platform itself only, no variants of it")(
      "expected", po::value(&settings.expected)->value_name("FILE"),
      "known sets of states as JSON; may be given several times; the oracle judges what they lack")(
      "zalasr", po::value(&settings.zalasr)->value_name("A"), "for the oracle: rcsc (default) or rcpc")(
      "json", po::value(&settings.json)->value_name("FILE"), "write the results as JSON")(
      "brief", po::bool_switch(&settings.brief), "print no histograms")(
      "jobs", po::value(&settings.jobs)->value_name("N"), "processes at a time; as many as processors by default");
  settings.platform.add_to(line);
  if (!line.parse(arguments)) return false;
  if (settings.paths.empty()) throw UsageError("no test is named; give .litmus files or folders that have some");
  if (settings.jobs == 0) throw UsageError("--jobs wants at least 1");
  if (settings.runs == 0) throw UsageError("--runs wants at least 1");
  if (settings.platform.seed > std::numeric_limits<std::uint64_t>::max() - settings.runs)
    throw UsageError("--seed: there are no " + std::to_string(settings.runs) +
                     " seeds from there on; name a smaller one");
  if (!settings.json.empty()) expect_writable(settings.json);
  if (!settings.core.empty()) settings.platform.settings.push_back("hart.core=" + settings.core);
  if (!settings.model.empty()) settings.platform.settings.push_back("order.model=" + settings.model);
  options.platform = settings.platform.resolve(line);
  validate(options.platform);
  return true;
}

// ------------------------------------------------------------------------------------------------------- the campaign

struct Campaign {
  std::vector<TestRuns> tests;
  std::vector<Verdict> verdicts;
  double seconds = 0;  // of running
};

std::vector<TestRuns> run(const std::vector<std::string>& files, CampaignOptions& options) {
  std::vector<LitmusTest> tests;
  std::vector<TestRuns> unreadable;
  for (const std::string& file : files) try {
      tests.push_back(litmus::read_litmus_test(file, read_text(file)));
    } catch (const std::exception& error) {
      unreadable.emplace_back();
      unreadable.back().test.path = file;
      unreadable.back().error = error.what();
    }
  Progress progress("running");
  options.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  std::vector<TestRuns> results = run_campaign(tests, options);
  results.insert(results.end(), unreadable.begin(), unreadable.end());
  return results;
}

std::vector<Verdict> judge(const Settings& settings, const std::vector<TestRuns>& campaign,
                           const Configuration& platform) {
  litmus::ExpectedStates expected;
  for (const std::string& path : settings.expected) expected.read(path);
  litmus::VerdictOptions options;
  options.model.model = litmus::model_named(platform.order.model);
  options.model.zalasr = litmus::annotation_named(settings.zalasr);
  options.jobs = settings.jobs;
  options.interrupted = interrupted;
  Progress progress("judging");
  options.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  return judge_runs(campaign, expected, options);
}

// ----------------------------------------------------------------------------------------------------------- printing

struct Totals {
  std::size_t errors = 0, forbidden_states = 0, violating_tests = 0, order_violations = 0, known = 0;
  std::uint64_t runs = 0;
  double processor_seconds = 0;
  Coverage states;
  std::array<Coverage, 3> classes;
};

void add(Coverage& sum, const Coverage& part) {
  sum.seen += part.seen;
  sum.allowed += part.allowed;
}

Totals total(const Campaign& campaign) {
  Totals totals;
  for (std::size_t k = 0; k < campaign.tests.size(); ++k) {
    const TestRuns& test = campaign.tests[k];
    const Verdict& verdict = campaign.verdicts[k];
    totals.errors += !test.error.empty() || !verdict.error.empty();
    totals.forbidden_states += verdict.forbidden.size();
    totals.violating_tests += !verdict.forbidden.empty() || !test.order_violations.empty();
    totals.order_violations += test.order_violations.size();
    totals.known += verdict.judge == Verdict::Judge::known_set;
    totals.runs += test.runs;
    totals.processor_seconds += test.seconds;
    add(totals.states, verdict.states);
    for (std::size_t letter = 0; letter < totals.classes.size(); ++letter)
      add(totals.classes[letter], verdict.classes[letter]);
  }
  return totals;
}

// As one word of a shell's command line.
std::string quoted(const std::string& path) {
  constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-=,:@%";
  if (path.find_first_not_of(kPlain) == std::string::npos) return path;
  std::string word = "'";
  for (const char c : path) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

// The command that shows one run again.
std::string reproduction(const Settings& settings, const std::string& path, std::uint64_t seed) {
  std::string command = fmt::format("amoeba litmus {} --seed {} --runs 1", quoted(path), seed);
  if (!settings.platform.file.empty()) command += " --platform " + quoted(settings.platform.file);
  for (const std::string& setting : settings.platform.settings) command += " --set " + setting;
  return command + (settings.as_described ? " --as-described" : "");
}

struct Offence {
  const LitmusTest* test;
  std::uint64_t seed;
  std::string what;
};

std::vector<Offence> offences_of(const Campaign& campaign) {
  std::vector<Offence> offences;
  for (std::size_t k = 0; k < campaign.tests.size(); ++k) {
    const TestRuns& test = campaign.tests[k];
    for (const ForbiddenState& state : campaign.verdicts[k].forbidden)
      offences.push_back({&test.test, state.seed,
                          fmt::format("forbidden state {} in {} of {} runs, first with seed {}",
                                      text(test.test, state.row), state.runs, test.runs, state.seed)});
    if (!test.order_violations.empty())
      offences.push_back({&test.test, test.order_violations.front().seed,
                          fmt::format("order is violated with seed {}: {}", test.order_violations.front().seed,
                                      test.order_violations.front().text)});
  }
  return offences;
}

// Each timeline comes from a process of its own.
void print_offences(const Campaign& campaign, const Settings& settings, const CampaignOptions& options) {
  const std::vector<Offence> offences = offences_of(campaign);
  const std::size_t shown = std::min(kMostTimelines, offences.size());
  WorkerPool pool(settings.jobs);
  const std::vector<TaskOutcome> timelines = pool.run(shown, [&](std::size_t index) {
    const Offence& offence = offences[index];
    return timeline_of(*offence.test, offence.seed, machine_for(*offence.test, offence.seed, options));
  });
  for (std::size_t k = 0; k < offences.size(); ++k) {
    fmt::print("VIOLATION {}: {}\nTo repeat it: {}\n", offences[k].test->path, offences[k].what,
               reproduction(settings, offences[k].test->path, offences[k].seed));
    if (k < shown) fmt::print("{}", timelines[k].text);
    fmt::print("\n");
  }
}

void print_results(const Campaign& campaign, const Settings& settings) {
  for (std::size_t k = 0; k < campaign.tests.size(); ++k) {
    const std::string& error = campaign.tests[k].error.empty() ? campaign.verdicts[k].error : campaign.tests[k].error;
    if (!error.empty()) {
      std::fflush(stdout);
      fmt::print(stderr, "amoeba: error: {}\n", error);
    } else if (!settings.brief) {
      fmt::print("{}\n", litmus::histogram(campaign.tests[k], campaign.verdicts[k]));
    }
  }
}

void print_summary(const Campaign& campaign, const Totals& totals, const CampaignOptions& options) {
  fmt::print(
      "{} tests, {} runs, seeds {} to {}; {:.1f} s, {:.0f} runs/s; {:.1f} s of processors, {:.0f} runs/s of each\n",
      campaign.tests.size(), totals.runs, options.first_seed, options.first_seed + options.runs - 1, campaign.seconds,
      static_cast<double>(totals.runs) / std::max(campaign.seconds, 1e-9), totals.processor_seconds,
      static_cast<double>(totals.runs) / std::max(totals.processor_seconds, 1e-9));
  fmt::print("Allowed states seen: {} of {}", totals.states.seen, totals.states.allowed);
  const auto& [s, t, w] = totals.classes;
  if (s.allowed > 0)
    fmt::print("; SC allows {} of {}, Ztso besides {} of {}, only RVWMO {} of {}", s.seen, s.allowed, t.seen, t.allowed,
               w.seen, w.allowed);
  fmt::print("\n{} forbidden states, {} violations of order, in {} tests; {} tests with errors\n",
             totals.forbidden_states, totals.order_violations, totals.violating_tests, totals.errors);
}

void write_json(const Settings& settings, const CampaignOptions& options, const Campaign& campaign) {
  nlohmann::json tests = nlohmann::json::array();
  for (std::size_t k = 0; k < campaign.tests.size(); ++k)
    tests.push_back(json_of(campaign.tests[k], campaign.verdicts[k]));
  const nlohmann::json result = {{"format", "amoeba-litmus-runs"},
                                 {"format_version", 1},
                                 {"amoeba_version", AMOEBA_VERSION},
                                 {"core", options.platform.core},
                                 {"model", options.platform.order.model},
                                 {"settings", settings.platform.settings},
                                 {"as_described", settings.as_described},
                                 {"first_seed", options.first_seed},
                                 {"runs_per_test", options.runs},
                                 {"seconds", campaign.seconds},
                                 {"tests", tests}};
  write_text(settings.json, result.dump(2) + "\n");
}

int run_litmus(const Arguments& arguments) {
  Settings settings;
  CampaignOptions options;
  if (!read_settings(arguments, settings, options)) return EXIT_SUCCESS;
  options.chosen = [&](const std::string& path) { return settings.platform.chosen(path, options.platform); };
  options.as_described = settings.as_described;
  options.runs = settings.runs;
  options.first_seed = options.platform.seed;
  options.jobs = settings.jobs;
  options.interrupted = interrupted;
  const std::vector<std::string> files = litmus::find_test_files(settings.paths);
  watch_for_interruption();
  Campaign campaign;
  const auto begin = std::chrono::steady_clock::now();
  campaign.tests = run(files, options);
  campaign.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  campaign.verdicts = judge(settings, campaign.tests, options.platform);
  const Totals totals = total(campaign);
  print_results(campaign, settings);
  print_offences(campaign, settings, options);
  print_summary(campaign, totals, options);
  if (!settings.json.empty()) write_json(settings, options, campaign);
  if (interrupted()) return kInterruptedStatus;
  if (totals.violating_tests > 0) return EXIT_FAILURE;
  if (totals.errors > 0) return 2;
  if (!settings.expected.empty() && totals.known == 0)
    throw UsageError("--expected: the known sets have none of these tests; a test is found by the end of its path");
  return EXIT_SUCCESS;
}

}  // namespace

int litmus_command(const Arguments& arguments) {
  if (!arguments.empty() && arguments[0] == "generate")
    return litmus_generate_command({arguments.begin() + 1, arguments.end()});
  const bool oracle = std::find(arguments.begin(), arguments.end(), "--oracle") != arguments.end();
  return oracle ? litmus_oracle_command(arguments) : run_litmus(arguments);
}

}  // namespace amoeba
