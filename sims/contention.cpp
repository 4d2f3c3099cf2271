#include "amoeba/sims/contention.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "amoeba/base/nearest_name.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/workloads/runtime/arguments.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kLine = 64;
const std::vector<std::string> kPatterns = {"kernel", "shared", "false-sharing", "private"};

}  // namespace

void Contention::add_to(CommandLine& line) {
  namespace options = boost::program_options;
  line.add()("operations", options::value(&operations)->value_name("N"), "operations of each hart")(
      "contention", options::value(&pattern)->value_name("PATTERN"),
      "kernel (its own, the default), shared (all harts on one object), false-sharing (neighbouring objects, one per "
      "hart), private (one per hart, each on a line of its own)")("objects", options::value(&objects)->value_name("N"),
                                                                  "number of objects")(
      "stride", options::value(&stride)->value_name("BYTES"), "distance between objects")(
      "think", options::value(&think)->value_name("N"), "loop iterations between two operations")(
      "hold", options::value(&hold)->value_name("N"), "loop iterations while a lock is held")(
      "shared", options::value(&shared)->value_name("PERCENT"),
      "operations of mixed-counters that go to the counter of all harts")(
      "run", options::value(&run)->value_name("N"), "operations of counter-runs in a row on one counter");
}

void Contention::check() const {
  if (std::find(kPatterns.begin(), kPatterns.end(), pattern) == kPatterns.end())
    throw UsageError(fmt::format("unknown contention '{}'{}; choose kernel, shared, false-sharing or private", pattern,
                                 did_you_mean(pattern, kPatterns)));
  if (shared > 100) throw UsageError(fmt::format("--shared wants a percentage up to 100, not {}", shared));
}

std::string Contention::describe() const {
  std::string text = pattern;
  const std::array<std::pair<const char*, std::uint64_t>, 6> words = {
      {{"objects", objects}, {"stride", stride}, {"think", think}, {"hold", hold}, {"shared", shared}, {"run", run}}};
  for (const auto& [name, value] : words) {
    if (value != 0) text += fmt::format(", {} {}", name, value);
  }
  return text;
}

std::vector<std::uint64_t> Contention::arguments(unsigned harts, std::uint64_t seed) const {
  std::vector<std::uint64_t> words(ARGUMENTS, 0);
  if (pattern == "shared") words[ARGUMENT_OBJECTS] = 1;
  if (pattern == "false-sharing" || pattern == "private") {
    words[ARGUMENT_OBJECTS] = harts;
    words[ARGUMENT_STRIDE] = pattern == "private" ? kLine : 1;
  }
  words[ARGUMENT_OPERATIONS] = operations;
  if (objects != 0) words[ARGUMENT_OBJECTS] = objects;
  if (stride != 0) words[ARGUMENT_STRIDE] = stride;
  words[ARGUMENT_THINK] = think;
  words[ARGUMENT_HOLD] = hold;
  words[ARGUMENT_SEED] = seed;
  words[ARGUMENT_SHARED] = shared;
  words[ARGUMENT_RUN] = run;
  return words;
}

}  // namespace amoeba
