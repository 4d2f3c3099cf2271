// JSON of metrics and comparisons. The format is described in sims/README.md.
// Errors: nlohmann::json::exception from metrics_from_json when the text has another form.
#pragma once
#include <nlohmann/json.hpp>

#include "amoeba/sims/comparison/comparison.h"

namespace amoeba {

nlohmann::ordered_json metrics_to_json(const Metrics& metrics);
Metrics metrics_from_json(const nlohmann::ordered_json& json);

nlohmann::ordered_json configuration_to_json(const std::vector<ConfigurationValue>& configuration);
nlohmann::ordered_json comparison_to_json(const Comparison& comparison);

}  // namespace amoeba
