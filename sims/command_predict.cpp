#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "amoeba/base/nearest_name.h"
#include "amoeba/platforms/description.h"
#include "amoeba/sims/command.h"
#include "amoeba/sims/comparison/compared_variant.h"
#include "amoeba/sims/contention.h"
#include "amoeba/sims/cost_model/prediction.h"
#include "amoeba/sims/cost_model/prediction_runner.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"
#include "amoeba/sims/interruption.h"
#include "amoeba/sims/workloads/runtime/arguments.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kOperations = 256;
constexpr std::uint64_t kLine = 64;
constexpr std::uint64_t kMostHarts = 1024;

struct PredictOptions {
  std::vector<std::string> programs;
  std::string platforms;
  std::vector<std::string> settings;
  std::string harts = "1,8";
  Contention contention;
  PredictionOptions run;
  std::string json;
};

bool parse(PredictOptions& predict, CommandLine& line, const Arguments& arguments) {
  namespace options = boost::program_options;
  line.positionals("program", &predict.programs);
  line.add()("harts", options::value(&predict.harts)->value_name("N,M,.."), "hart counts; 1,8 unless given")(
      "platforms", options::value(&predict.platforms)->value_name("A,B,.."),
      "platform descriptions in YAML; the embedded platform unless given")(
      "set", options::value(&predict.settings)->composing()->value_name("PATH=VALUE"),
      "set one parameter of every platform, e.g. core.csr_latency=3; repeatable")(
      "check", options::bool_switch(&predict.run.check),
      "execute every point as well and show the error of the prediction");
  predict.contention.add_to(line);
  line.add()("max-cycles", options::value(&predict.run.max_cycles)->value_name("N"),
             "cycles after which an execution counts as failed; 2000000000 unless given")(
      "json", options::value(&predict.json)->value_name("FILE"), "write counts and figures as JSON")(
      "jobs", options::value(&predict.run.jobs)->value_name("N"), "processes at a time; as many as cores unless given");
  return line.parse(arguments);
}

std::vector<PredictedPlatform> platforms_of(const PredictOptions& predict) {
  std::vector<PredictedPlatform> platforms;
  const auto add = [&](const std::string& name, Configuration configuration) {
    for (const std::string& setting : predict.settings) apply_setting(configuration, setting);
    platforms.push_back({name, configuration});
  };
  if (predict.platforms.empty())
    add("embedded", {});
  else
    for (const std::string& file : split_list(predict.platforms, "--platforms")) {
      Configuration configuration;
      read_description(read_text(file), file, configuration);
      add(std::filesystem::path(file).stem().string(), configuration);
    }
  return platforms;
}

ComparedVariant find_variant(const std::string& name) {
  std::vector<std::string> known;
  for (const WorkloadKernel& kernel : workload_kernels())
    for (const std::string& variant : compared_variant_names()) {
      known.push_back(fmt::format("{}.{}", kernel.name, variant));
      if (known.back() == name) return compared_variant(variant, {});
    }
  throw UsageError(fmt::format("there is no built-in workload '{}'{}; 'amoeba run --help' lists them", name,
                               did_you_mean(name, known)));
}

// Objects and stride are spelt out, so that prediction and execution agree about them.
std::vector<std::uint64_t> arguments_of(const ComparedVariant& variant, unsigned harts, const Contention& contention) {
  std::vector<std::uint64_t> words = contention.arguments(harts, 1);
  words[kGuestPathArgument] = variant.path;
  if (words[ARGUMENT_OPERATIONS] == 0) words[ARGUMENT_OPERATIONS] = kOperations;
  if (words[ARGUMENT_OBJECTS] == 0) words[ARGUMENT_OBJECTS] = 1;
  if (words[ARGUMENT_STRIDE] == 0) words[ARGUMENT_STRIDE] = kLine;
  return words;
}

// The program with its points on every platform and hart count.
void add_program(const std::string& name, const PredictOptions& predict, Prediction& prediction) {
  const ComparedVariant variant = find_variant(name);
  const std::string kernel = name.substr(0, name.find('.'));
  const std::vector<unsigned> counts = parse_harts(predict.harts, kMostHarts);
  const std::string missing = variant.why_unavailable(kernel, counts.back(), "inorder");
  if (!missing.empty())
    throw UsageError(fmt::format("{} does not exist on {} harts: {}", name, counts.back(), missing));
  for (std::size_t platform = 0; platform < prediction.platforms.size(); ++platform)
    for (const unsigned harts : counts)
      prediction.points.push_back(
          {prediction.programs.size(), platform, harts, arguments_of(variant, harts, predict.contention), {}, {}, {}});
  PredictedProgram program{name, find_workload(kernel, variant.image), variant.hart_isa, {}, {}, {}};
  program.hypothetical = variant.label == "hypothetical";
  program.arguments = arguments_of(variant, 1, predict.contention);
  prediction.programs.push_back(std::move(program));
}

Prediction plan(const PredictOptions& predict) {
  if (predict.programs.empty())
    throw UsageError("predict wants a program, e.g. shared-counter.lrsc; 'amoeba run --help' lists them");
  Prediction prediction;
  prediction.platforms = platforms_of(predict);
  for (const std::string& name : predict.programs) add_program(name, predict, prediction);
  for (const PredictedPoint& point : prediction.points) validate(prediction.configuration_of(point));
  return prediction;
}

void print(const Prediction& prediction) {
  fmt::print("{}\n", to_text(prediction_figures(prediction)));
  double worst = 0;
  std::size_t checked = 0;
  for (const PredictedPoint& point : prediction.points)
    if (const auto error = point.error()) {
      worst = std::max(worst, std::abs(*error));
      ++checked;
    }
  if (checked > 0) fmt::print("Largest error of {} checked points: {:.1f} %.\n", checked, worst);
}

}  // namespace

int predict_command(const Arguments& arguments) {
  CommandLine line(
      "predict PROGRAM.. [OPTIONS]",
      "Predicts what an operation costs without executing it: one hart's operation is recorded as counts of executed\n"
      "events and its shared accesses; harts in analytic mode then perform only the accesses, on any platform, and "
      "what\n"
      "lies between takes the cycles that the counts and the platform's latencies give. PROGRAM is a built-in "
      "workload\n"
      "KERNEL.VARIANT, or KERNEL.guest-PATH, all of whose harts do the same, such as shared-counter. Harts are in "
      "order.",
      {{"amoeba predict shared-counter.lrsc shared-counter.zabha --check", "and how far off that is"},
       {"amoeba predict shared-counter.trap-m --harts 1,2,4,8,16 --set core.csr_latency=5", "a part of a sweep"}});
  PredictOptions options;
  if (!parse(options, line, arguments)) return EXIT_SUCCESS;
  options.contention.check();
  Prediction prediction = plan(options);
  if (!options.json.empty()) expect_writable(options.json);
  watch_for_interruption();
  const bool complete = carry_out(prediction, options.run);
  print(prediction);
  if (!complete) {
    fmt::print(stderr, "amoeba: error: interrupted\n");
    return kInterruptedStatus;
  }
  if (!options.json.empty()) write_text(options.json, prediction_to_json(prediction).dump(2) + "\n");
  for (const PredictedPoint& point : prediction.points)
    if (!point.failure.empty()) return EXIT_FAILURE;
  return EXIT_SUCCESS;
}

}  // namespace amoeba
