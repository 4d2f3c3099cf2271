#include "amoeba/platforms/resolved_configuration.h"

#include <nlohmann/json.hpp>
#include <variant>

namespace amoeba {

std::string configuration_yaml(const Configuration& configuration) {
  Configuration copy = configuration;
  const ParameterRegistry registry = parameters_of(copy);
  std::string yaml;
  std::string group;
  for (const Parameter& parameter : registry.all()) {
    const std::size_t dot = parameter.path().find('.');
    if (parameter.path().substr(0, dot) != group) {
      group = parameter.path().substr(0, dot);
      yaml += group + ":\n";
    }
    yaml += "  " + parameter.path().substr(dot + 1) + ": " + parameter.text() + "\n";
  }
  return yaml;
}

nlohmann::json configuration_json(const Configuration& configuration) {
  Configuration copy = configuration;
  const ParameterRegistry registry = parameters_of(copy);
  nlohmann::json json = nlohmann::json::object();
  for (const Parameter& parameter : registry.all()) {
    std::visit(
        [&](const auto& value) {
          json[parameter.path()] = {{"value", value}, {"unit", parameter.unit()}};
        },
        parameter.value());
  }
  return json;
}

}  // namespace amoeba
