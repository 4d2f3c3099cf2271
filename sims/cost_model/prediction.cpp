#include "amoeba/sims/cost_model/prediction.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "amoeba/platforms/system.h"
#include "amoeba/sims/comparison/figures.h"
#include "amoeba/sims/comparison/metrics.h"
#include "amoeba/sims/cost_model/predicted_run.h"
#include "amoeba/sims/cost_model/recorded_step_json.h"
#include "amoeba/sims/run_end.h"
#include "amoeba/sims/workloads/runtime/arguments.h"

namespace amoeba {

namespace {

constexpr std::uint64_t kRecordedOperations = 64;
constexpr std::uint64_t kRecordingLimit = 100'000'000;  // cycles

std::string cell(const std::optional<double>& value, const char* format) {
  return value ? fmt::format(fmt::runtime(format), *value) : "-";
}

}  // namespace

std::optional<double> PredictedPoint::error() const {
  if (!predicted || !executed) return {};
  return 100 * (*predicted - *executed) / *executed;
}

Configuration Prediction::configuration_of(const PredictedPoint& point) const {
  Configuration configuration = platforms[point.platform].configuration;
  configuration.harts = point.harts;
  configuration.isa = programs[point.program].isa;
  configuration.core = "inorder";
  return configuration;
}

std::vector<RecordedStep> record_operations(const PredictedProgram& program) {
  Configuration configuration;
  configuration.harts = 1;
  configuration.isa = program.isa;
  std::vector<std::uint64_t> arguments = program.arguments;
  arguments[ARGUMENT_OPERATIONS] = kRecordedOperations;
  System system(configuration);
  OperationRecorder recorder(system, IsaExtensions::parse(configuration.isa), configuration.line_bytes);
  run_to_success(system, program.image, arguments, kRecordingLimit);
  return recorder.steps();
}

double predict(const Prediction& prediction, const PredictedPoint& point) {
  const PredictedProgram& program = prediction.programs[point.program];
  const PredictedOperations operations{point.arguments[ARGUMENT_OPERATIONS], point.arguments[ARGUMENT_OBJECTS],
                                       point.arguments[ARGUMENT_STRIDE]};
  return predict_cycles_per_operation(program.steps, prediction.configuration_of(point), operations);
}

double execute(const Prediction& prediction, const PredictedPoint& point, std::uint64_t max_cycles) {
  const PredictedProgram& program = prediction.programs[point.program];
  const Configuration configuration = prediction.configuration_of(point);
  System system(configuration);
  const Measurement measurement = run_to_success(system, program.image, point.arguments, max_cycles);
  return derive_metrics(measurement, configuration.harts, configuration.clock_hertz).cycles_per_operation;
}

FigureTable prediction_figures(const Prediction& prediction) {
  FigureTable table;
  table.title = "Cycles of one hart per operation, predicted from counts of recorded operations";
  table.headings = {"program", "platform", "harts", "predicted", "executed", "error %"};
  for (const PredictedPoint& point : prediction.points) {
    const PredictedProgram& program = prediction.programs[point.program];
    std::string name = program.name;
    if (program.hypothetical) name += " (hypothetical)";
    if (!point.failure.empty()) name += " " + table.mark(point.failure);
    table.rows.push_back({name, prediction.platforms[point.platform].name, std::to_string(point.harts),
                          cell(point.predicted, "{:.1f}"), cell(point.executed, "{:.1f}"),
                          cell(point.error(), "{:+.1f}")});
  }
  return table;
}

nlohmann::ordered_json prediction_to_json(const Prediction& prediction) {
  using Json = nlohmann::ordered_json;
  Json json{{"format", "amoeba-prediction"}, {"version", 1}};
  for (const PredictedProgram& program : prediction.programs)
    json["programs"].push_back(Json{{"name", program.name},
                                    {"isa", program.isa},
                                    {"hypothetical", program.hypothetical},
                                    {"operations", steps_to_json(program.steps)}});
  const auto figure = [](const std::optional<double>& value) { return value ? Json(*value) : Json(); };
  for (const PredictedPoint& point : prediction.points)
    json["points"].push_back(Json{{"program", prediction.programs[point.program].name},
                                  {"platform", prediction.platforms[point.platform].name},
                                  {"harts", point.harts},
                                  {"predicted_cycles", figure(point.predicted)},
                                  {"executed_cycles", figure(point.executed)},
                                  {"error_percent", figure(point.error())},
                                  {"failure", point.failure}});
  return json;
}

}  // namespace amoeba
