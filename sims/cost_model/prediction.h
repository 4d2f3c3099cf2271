// What `amoeba predict` asks for and what it found: programs x platforms x hart counts, in cycles of one hart per
// operation, and beside them what execution takes.
// Models: the plan and its results; operation_recorder.h and predicted_run.h say how they come about.
// Units: cycles of each platform's clock, per cent. Errors: std::runtime_error when a program fails or cannot be
// predicted.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/comparison/figures.h"
#include "amoeba/sims/cost_model/operation_recorder.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {

struct PredictedProgram {
  std::string name;  // kernel.variant
  WorkloadImage image;
  std::string isa;
  bool hypothetical = false;
  std::vector<std::uint64_t> arguments;  // for the recording, on one hart
  std::vector<RecordedStep> steps;
};

struct PredictedPlatform {
  std::string name;
  Configuration configuration;
};

struct PredictedPoint {
  std::size_t program = 0;
  std::size_t platform = 0;
  unsigned harts = 1;
  std::vector<std::uint64_t> arguments;  // with so many harts
  std::optional<double> predicted;
  std::optional<double> executed;
  std::string failure;

  // Of the prediction, per cent of the executed cycles.
  std::optional<double> error() const;
};

struct Prediction {
  std::vector<PredictedProgram> programs;
  std::vector<PredictedPlatform> platforms;
  std::vector<PredictedPoint> points;

  Configuration configuration_of(const PredictedPoint& point) const;
};

// Some operations of a program, recorded on one hart of the embedded platform; in a process of its own.
std::vector<RecordedStep> record_operations(const PredictedProgram& program);
double predict(const Prediction& prediction, const PredictedPoint& point);
double execute(const Prediction& prediction, const PredictedPoint& point, std::uint64_t max_cycles);

FigureTable prediction_figures(const Prediction& prediction);
nlohmann::ordered_json prediction_to_json(const Prediction& prediction);

}  // namespace amoeba
