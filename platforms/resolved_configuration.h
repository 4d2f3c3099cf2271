// A configuration as data for results: every parameter with its value, defaults included.
// The YAML form is a description that reads back to the same configuration.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "amoeba/platforms/configuration.h"

namespace amoeba {

std::string configuration_yaml(const Configuration& configuration);

// {"l1d.bytes": {"value": 16384, "unit": "bytes"}, ...}
nlohmann::json configuration_json(const Configuration& configuration);

}  // namespace amoeba
