#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "amoeba/platforms/description_schema.h"
#include "amoeba/platforms/parameter_reference.h"
#include "amoeba/platforms/resolved_configuration.h"
#include "amoeba/sims/command.h"
#include "amoeba/sims/errors.h"

namespace amoeba {

int parameters_command(const Arguments& arguments) {
  CommandLine line(
      "parameters [--schema | --markdown]",
      "Prints every parameter of a platform: as a description with the embedded defaults, as the reference\n"
      "with types, ranges, meanings and sources, or as a JSON Schema for editors.",
      {{"amoeba parameters > my.yaml", "starts a platform description from the defaults"},
       {"amoeba parameters --schema > amoeba.schema.json", "lets an editor complete and check it"}});
  bool schema = false;
  bool markdown = false;
  namespace options = boost::program_options;
  line.add()("schema", options::bool_switch(&schema), "print a JSON Schema")(
      "markdown", options::bool_switch(&markdown), "print the reference");
  if (!line.parse(arguments)) return EXIT_SUCCESS;
  if (schema && markdown) throw UsageError("--schema and --markdown exclude each other; choose one");
  if (schema) {
    fmt::print("{}\n", description_schema().dump(2));
  } else {
    fmt::print("{}", markdown ? parameter_reference() : configuration_yaml(Configuration{}));
  }
  return EXIT_SUCCESS;
}

}  // namespace amoeba
