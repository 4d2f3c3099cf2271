#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "amoeba/base/nearest_name.h"
#include "amoeba/explore/configurations.h"
#include "amoeba/explore/explorer.h"
#include "amoeba/explore/mutation.h"
#include "amoeba/sims/command.h"
#include "amoeba/sims/comparison/progress.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"
#include "amoeba/sims/interruption.h"

namespace amoeba {
namespace {

struct Explored {
  ExploredConfiguration configuration;
  ExplorerResult result;
  double seconds = 0;
};

struct Settings {
  ConfigurationChoice choice;
  std::string fault;
  std::string json;
  std::string mermaid;
};

// The tables with one entry changed, to see what the explorer says about a broken protocol.
ProtocolTables faulty_tables(const ProtocolTables& tables, const std::string& fault) {
  TableCoverage everything;
  everything.cache.set();
  everything.home.set();
  std::vector<std::string> names;
  for (const Mutant& mutant : mutants_of(tables, everything)) {
    if (mutant.name == fault) return mutant.tables;
    names.push_back(mutant.name);
  }
  throw UsageError(fmt::format("--fault: there is no change '{}'{}; a change is named like {} or {}", fault,
                               did_you_mean(fault, names), names.front(), names.back()));
}

bool explore_all(const Settings& settings, std::vector<Explored>& explored) {
  const std::vector<ExploredConfiguration> list = explored_configurations(settings.choice);
  Progress progress("exploring");
  for (const ExploredConfiguration& configuration : list) {
    progress.update(explored.size(), list.size());
    ProtocolTables tables(configuration.protocol);
    if (!settings.fault.empty()) tables = faulty_tables(tables, settings.fault);
    const auto begin = std::chrono::steady_clock::now();
    ExplorerResult result = explore(tables, configuration.options, [](std::size_t) { return !interrupted(); });
    if (interrupted()) return false;
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    explored.push_back({configuration, std::move(result), seconds.count()});
  }
  return true;
}

void print_table(const std::vector<Explored>& explored) {
  fmt::print("{:<100}{:>10}{:>7}{:>9}{:>7}  {}\n", "configuration", "states", "depth", "seconds", "MiB", "verdict");
  double seconds = 0;
  std::size_t states = 0, most_bytes = 0;
  for (const auto& [configuration, result, taken] : explored) {
    const double mebibytes = static_cast<double>(result.bytes) / (1 << 20);
    fmt::print("{:<100}{:>10}{:>7}{:>9.2f}{:>7.0f}  {}\n", configuration.name(), result.states, result.depth, taken,
               mebibytes, result.violation.empty() ? "proved" : "VIOLATION: " + result.violation);
    seconds += taken;
    states += result.states;
    most_bytes = std::max(most_bytes, result.bytes);
  }
  fmt::print("{:<100}{:>10}{:>7}{:>9.2f}{:>7.0f}\n", fmt::format("{} configurations", explored.size()), states, "",
             seconds, static_cast<double>(most_bytes) / (1 << 20));
}

const Explored* shortest_counter_example(const std::vector<Explored>& explored) {
  const Explored* shortest = nullptr;
  for (const Explored& one : explored) {
    if (one.result.violation.empty()) continue;
    if (shortest == nullptr ||
        one.result.counter_example.events.size() < shortest->result.counter_example.events.size())
      shortest = &one;
  }
  return shortest;
}

nlohmann::json json_of(const Chart& chart) {
  nlohmann::json events = nlohmann::json::array();
  for (const ChartEvent& event : chart.events)
    events.push_back({{"from", chart.agents[event.from]},
                      {"to", chart.agents[event.to]},
                      {"label", event.label},
                      {"before", event.before},
                      {"after", event.after}});
  return {{"agents", chart.agents}, {"events", events}, {"violation", chart.verdict}};
}

nlohmann::json json_of(const Settings& settings, const std::vector<Explored>& explored) {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& [configuration, result, seconds] : explored) {
    nlohmann::json one = {
        {"name", configuration.name()},
        {"caches", configuration.options.caches},
        {"lines", configuration.options.two_lines ? 2 : 1},
        {"directory", configuration.directory_name()},
        {"lrwait", configuration.options.waits.has_value()},
        {"instruction_cache", configuration.options.instruction_cache},
        {"io_agent", configuration.options.io},
        {"protocol", kProtocolNames[static_cast<unsigned>(configuration.protocol.protocol)]},
        {"forwarding", kForwardingNames[static_cast<unsigned>(configuration.protocol.forwarding)]},
        {"clean_eviction", kCleanEvictionNames[static_cast<unsigned>(configuration.protocol.clean_eviction)]},
        {"policy", configuration.policy_name()},
        {"values", configuration.options.values},
        {"states", result.states},
        {"transitions", result.transitions},
        {"depth", result.depth},
        {"bytes", result.bytes},
        {"seconds", seconds},
        {"violation", result.violation}};
    if (!result.violation.empty()) one["counter_example"] = json_of(result.counter_example);
    list.push_back(std::move(one));
  }
  return {{"format", "amoeba-exploration"},
          {"format_version", 1},
          {"amoeba_version", AMOEBA_VERSION},
          {"fault", settings.fault},
          {"configurations", std::move(list)}};
}

bool read_settings(const Arguments& arguments, Settings& settings) {
  CommandLine line(
      "explore [--caches N] [--lines N] [--protocol P] [--forwarding F] [--policy P] [--json FILE]",
      "Visits every state that the coherence protocol can reach with a few caches, an I/O agent, one line and a "
      "network\n"
      "that reorders everything, for directories of any kind, using the tables that the simulated caches and home "
      "nodes run on. Checks in each "
      "state:\n"
      "one writer or several readers, newest values, no lost AMO, no SC against the rules, nobody stuck. Explores also "
      "two\n"
      "lines that compete for a way, an MSHR, a write-back entry and a place in a snoop filter. A violation "
      "ends\n"
      "with status 1 and the shortest run that leads to it.",
      {{"amoeba explore", "proves every configuration"},
       {"amoeba explore --caches 2 --policy all-far", "proves the configurations of two caches and far atomics"},
       {"amoeba explore --caches 2 --protocol mesi --fault cache.UD.snp_unique.next=SC",
        "breaks one entry of the tables and shows what goes wrong"}});
  unsigned caches = 0, lines = 0;
  const auto choice = [](std::optional<std::string>& field, const char* value) {
    return boost::program_options::value<std::string>()->value_name(value)->notifier(
        [&field](const std::string& text) { field = text; });
  };
  namespace options = boost::program_options;
  line.add()("caches", options::value(&caches)->value_name("N"), "number of caches, 2 or 3; both by default")(
      "lines", options::value(&lines)->value_name("N"), "number of lines, 1 or 2; both by default")(
      "protocol", choice(settings.choice.protocol, "P"), "mesi or moesi; both by default")(
      "forwarding", choice(settings.choice.forwarding, "F"),
      "data from cache to cache: none, dirty or clean-and-dirty; all by default")(
      "clean-eviction", choice(settings.choice.clean_eviction, "E"), "silent or notified; both by default")(
      "policy", choice(settings.choice.policy, "P"),
      "placement of atomics, or 'any' for free choice, which covers all; single ones with 2 caches by default")(
      "fault", options::value(&settings.fault)->value_name("NAME"), "change one entry of the tables first")(
      "json", options::value(&settings.json)->value_name("FILE"), "write the results as JSON")(
      "mermaid", options::value(&settings.mermaid)->value_name("FILE"),
      "write the counter-example as a Mermaid sequence diagram");
  if (!line.parse(arguments)) return false;
  if (line.given("caches")) settings.choice.caches = caches;
  if (line.given("lines")) settings.choice.lines = lines;
  for (const std::string* path : {&settings.json, &settings.mermaid})
    if (!path->empty()) expect_writable(*path);
  return true;
}

}  // namespace

int explore_command(const Arguments& arguments) {
  Settings settings;
  if (!read_settings(arguments, settings)) return EXIT_SUCCESS;
  watch_for_interruption();
  std::vector<Explored> explored;
  const bool complete = explore_all(settings, explored);
  print_table(explored);
  const Explored* broken = shortest_counter_example(explored);
  if (broken != nullptr)
    fmt::print("\nShortest counter-example, {}:\n\n{}", broken->configuration.name(),
               broken->result.counter_example.text());
  if (!complete) return kInterruptedStatus;
  if (!settings.json.empty()) write_text(settings.json, json_of(settings, explored).dump(2) + "\n");
  if (!settings.mermaid.empty() && broken != nullptr)
    write_text(settings.mermaid, broken->result.counter_example.mermaid());
  return broken == nullptr ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace amoeba
