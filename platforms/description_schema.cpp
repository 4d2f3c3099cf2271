#include "amoeba/platforms/description_schema.h"

#include <nlohmann/json.hpp>
#include <variant>

#include "amoeba/base/quantity.h"
#include "amoeba/platforms/configuration.h"

namespace amoeba {
namespace {

using nlohmann::json;

// A number, or text with a unit; the range binds the number only.
json number_schema(const Parameter& parameter, json number) {
  std::string suffix = unit_suffixes(parameter.unit());
  for (std::size_t comma = suffix.find(", "); comma != std::string::npos; comma = suffix.find(", ")) {
    suffix.replace(comma, 2, "|");
  }
  const std::string digits = "^\\s*(0[xX][0-9a-fA-F_]+|[0-9][0-9_.]*([eE][0-9]+)?)";
  const json text = {{"type", "string"},
                     {"pattern", digits + (suffix.empty() ? "" : "\\s*(" + suffix + ")?") + "\\s*$"}};
  return {{"anyOf", {std::move(number), text}}};
}

json value_schema(const Parameter& parameter) {
  switch (parameter.type()) {
    case ParameterType::boolean:
      return {{"type", "boolean"}};
    case ParameterType::choice:
      return {{"enum", parameter.choices()}};
    case ParameterType::text:
      return {{"type", "string"}};
    case ParameterType::real:
      return number_schema(
          parameter,
          {{"type", "number"}, {"minimum", parameter.real_minimum()}, {"maximum", parameter.real_maximum()}});
    case ParameterType::whole:
      break;
  }
  json number = {{"type", "integer"}, {"minimum", parameter.minimum()}, {"maximum", parameter.maximum()}};
  if (parameter.step() > 1) number["multipleOf"] = parameter.step();
  return number_schema(parameter, std::move(number));
}

json parameter_schema(const Parameter& parameter) {
  json schema = value_schema(parameter);
  const std::string unit = parameter.unit().empty() ? "" : " Unit: " + parameter.unit() + ".";
  schema["description"] =
      parameter.meaning() + unit + " Must be " + parameter.rule() + ". Default from: " + parameter.source() + ".";
  std::visit([&schema](const auto& value) { schema["default"] = value; }, parameter.default_value());
  return schema;
}

}  // namespace

json description_schema() {
  Configuration defaults;
  const ParameterRegistry registry = parameters_of(defaults);
  json groups = json::object();
  for (const Parameter& parameter : registry.all()) {
    const std::size_t dot = parameter.path().find('.');
    json& group = groups[parameter.path().substr(0, dot)];
    group["type"] = {"object", "null"};
    group["additionalProperties"] = false;
    group["properties"][parameter.path().substr(dot + 1)] = parameter_schema(parameter);
  }
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"title", "Amoeba platform description"},
          {"type", {"object", "null"}},
          {"additionalProperties", false},
          {"properties", std::move(groups)}};
}

}  // namespace amoeba
