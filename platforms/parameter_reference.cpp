#include "amoeba/platforms/parameter_reference.h"

#include "amoeba/platforms/configuration.h"

namespace amoeba {
namespace {

// A bar would end the table's cell.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return " " + (escaped.empty() ? "-" : escaped) + " |";
}

std::string row(const Parameter& parameter) {
  return "|" + cell("`" + parameter.path() + "`") + cell(name(parameter.type())) + cell(parameter.unit()) +
         cell("`" + parameter.text(parameter.default_value()) + "`") + cell(parameter.rule()) +
         cell(parameter.meaning()) + cell(parameter.source()) + "\n";
}

}  // namespace

std::string parameter_reference() {
  Configuration defaults;
  const ParameterRegistry registry = parameters_of(defaults);
  std::string markdown = "# Parameters of a platform\n";
  std::string group;
  for (const Parameter& parameter : registry.all()) {
    const std::string own_group = parameter.path().substr(0, parameter.path().find('.'));
    if (own_group != group) {
      group = own_group;
      markdown += "\n## " + group +
                  "\n\n| path | type | unit | default | must be | meaning | source of the default |\n" +
                  "|---|---|---|---|---|---|---|\n";
    }
    markdown += row(parameter);
  }
  return markdown;
}

}  // namespace amoeba
