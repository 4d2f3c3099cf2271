#include "amoeba/sims/platform_options.h"

#include <algorithm>
#include <set>

#include "amoeba/platforms/description.h"
#include "amoeba/sims/files.h"

namespace amoeba {
namespace {

// These choose how the simulator works, and results are the same for every value.
const std::set<std::string> kWithoutEffect = {"system.strict", "system.check_protocol", "system.queue"};

}  // namespace

void PlatformOptions::add_to(CommandLine& line) {
  namespace options = boost::program_options;
  line.add()("platform", options::value(&file)->value_name("FILE"), "platform description in YAML")(
      "set", options::value(&settings)->composing()->value_name("PATH=VALUE"),
      "set one parameter, e.g. l1d.bytes=32KiB; repeatable; 'amoeba parameters' lists them")(
      "strict", options::bool_switch(&strict), "schedule every access; slower, same results")(
      "seed", options::value(&seed)->value_name("N"), "seed of every random choice");
}

Configuration PlatformOptions::resolve(const CommandLine& line) const {
  Configuration configuration;
  if (!file.empty()) read_description(read_text(file), file, configuration);
  for (const std::string& setting : settings) apply_setting(configuration, setting);
  if (strict) configuration.strict = true;
  if (line.given("seed")) configuration.seed = seed;
  return configuration;
}

bool PlatformOptions::sets(const std::string& path) const {
  return std::any_of(settings.begin(), settings.end(),
                     [&](const std::string& setting) { return setting.substr(0, setting.find('=')) == path; });
}

bool PlatformOptions::chosen(const std::string& path, Configuration configuration) const {
  const ParameterRegistry parameters = parameters_of(configuration);
  const Parameter* parameter = parameters.find(path);
  return sets(path) || (parameter != nullptr && parameter->value() != parameter->default_value());
}

std::string PlatformOptions::origin(const Parameter& parameter, const Parameter& standard) const {
  if (sets(parameter.path())) return "--set";
  if (parameter.value() == standard.default_value()) return "default: " + parameter.source();
  return file.empty() ? "command line" : file;
}

std::vector<ConfigurationValue> PlatformOptions::describe(const Configuration& configuration) const {
  Configuration described = configuration;
  Configuration standard;
  const ParameterRegistry parameters = parameters_of(described);
  const ParameterRegistry standards = parameters_of(standard);
  std::vector<ConfigurationValue> values;
  for (const Parameter& parameter : parameters.all()) {
    if (kWithoutEffect.count(parameter.path()) > 0) continue;
    values.push_back({parameter.path(), parameter.text(), parameter.unit(),
                      origin(parameter, *standards.find(parameter.path())), parameter.meaning()});
  }
  return values;
}

}  // namespace amoeba
