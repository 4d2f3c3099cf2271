// Recorded operations as JSON, with which they leave the process that recorded them. Errors: nlohmann's exceptions.
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "amoeba/sims/cost_model/operation_recorder.h"

namespace amoeba {

nlohmann::ordered_json steps_to_json(const std::vector<RecordedStep>& steps);
std::vector<RecordedStep> steps_from_json(const nlohmann::ordered_json& json);

}  // namespace amoeba
