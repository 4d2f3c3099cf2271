#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "amoeba/litmus/generator/all_cycles.h"
#include "amoeba/litmus/generator/test_writer.h"
#include "amoeba/sims/command.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"

namespace amoeba {
namespace {

struct Settings {
  std::string cycle;
  std::string name;
  std::string width = "w";
  std::string relations;
  std::string output;
  unsigned all = 0;
};

bool read_settings(const Arguments& arguments, Settings& settings) {
  CommandLine line(
      "litmus generate \"CYCLE\" [--width W] [--name NAME] [--output FOLDER] | --all N [--relations \"LIST\"]",
      "Writes litmus tests from cycles of relations: each access is related to the next one, and the last to the "
      "first.\n"
      "The test's condition holds when an execution contains the cycle, which none does under sequential "
      "consistency.\n\n"
      "Relations, with R or W at their ends and d or s for different or the same location:\n"
      "  Rfe Fre Wse        reads-from, from-reads, coherence, to another thread; Rfi Fri Wsi inside of one\n"
      "  PodRW PosWW ...    program order\n"
      "  Fence.rw.wdRW ...  program order with a fence between; Fence.tsodWR with fence.tso\n"
      "  DpAddrdR DpDatadW DpCtrldW ...  a dependency on the value read\n"
      "Words between two relations annotate the access there: Aq Rl AqRl (Zalasr), A (AMO), C (amocas), X (LR and "
      "SC),\n"
      "and these with Aq and Rl behind, such as AAq or XRl.",
      {{"amoeba litmus generate \"PodWW Rfe PodRR Fre\"", "prints message passing"},
       {"amoeba litmus generate \"PodWW ARl Rfe AAq PodRR Fre\" --width b", "the same with byte AMOs that order it"},
       {"amoeba litmus generate --all 4 --output tests", "writes every cycle of up to four of the usual relations"}});
  namespace options = boost::program_options;
  line.positional("cycle", &settings.cycle);
  line.add()("width", options::value(&settings.width)->value_name("W"), "of the accesses: b, h, w (default) or d")(
      "name", options::value(&settings.name)->value_name("NAME"), "of the test; the relations by default")(
      "output", options::value(&settings.output)->value_name("FOLDER"), "write NAME.litmus there instead of printing")(
      "all", options::value(&settings.all)->value_name("N"), "every cycle of up to N relations")(
      "relations", options::value(&settings.relations)->value_name("LIST"),
      "with --all: which relations, apart by spaces");
  if (!line.parse(arguments)) return false;
  if (settings.cycle.empty() == (settings.all == 0))
    throw UsageError("give either a cycle such as \"PodWW Rfe PodRR Fre\", or --all N");
  if (settings.all != 0 && settings.output.empty()) throw UsageError("--all wants --output FOLDER for its tests");
  if (settings.all != 0 && !settings.name.empty()) throw UsageError("--name is for one test, not for --all");
  if (settings.width.size() != 1)
    throw UsageError(fmt::format("there is no width '{}'; write b, h, w or d", settings.width));
  return true;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, ""));
    }
  }
  return words;
}

std::string name_of(const std::string& words, char width) {
  std::string name;
  for (const std::string& word : words_of(words)) name += (name.empty() ? "" : "+") + word;
  return width == 'w' ? name : name + "+" + width;
}

void generate(const std::string& words, const Settings& settings) {
  const char width = settings.width[0];
  const std::string name = settings.name.empty() ? name_of(words, width) : settings.name;
  const std::string text = litmus::write_test(litmus::parse_cycle(words), name, width);
  if (settings.output.empty()) {
    fmt::print("{}", text);
  } else {
    write_text((std::filesystem::path(settings.output) / (name + ".litmus")).string(), text);
  }
}

}  // namespace

int litmus_generate_command(const Arguments& arguments) {
  Settings settings;
  if (!read_settings(arguments, settings)) return EXIT_SUCCESS;
  if (!settings.output.empty()) {
    std::error_code error;
    std::filesystem::create_directories(settings.output, error);
    if (error) throw FileError(fmt::format("cannot make the folder '{}': {}", settings.output, error.message()));
  }
  std::vector<std::string> cycles{settings.cycle};
  if (settings.all != 0)
    cycles = litmus::all_cycles(settings.relations.empty() ? litmus::usual_relations() : words_of(settings.relations),
                                settings.all);
  for (const std::string& words : cycles) generate(words, settings);
  if (!settings.output.empty()) fmt::print("{} tests in '{}'\n", cycles.size(), settings.output);
  return EXIT_SUCCESS;
}

}  // namespace amoeba
