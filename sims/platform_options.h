// The options with which every simulating command chooses its platform, and what they resolve to.
// Errors: UsageError, ParameterError, DescriptionError, each naming the place and the remedy.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/command_line.h"
#include "amoeba/sims/comparison/comparison.h"

namespace amoeba {

struct PlatformOptions {
  std::string file;
  std::vector<std::string> settings;  // path=value, applied after the file
  bool strict = false;
  std::uint64_t seed = 0;

  void add_to(CommandLine& line);
  // Embedded defaults, then the file, then the settings, then the options of their own name; not validated yet.
  Configuration resolve(const CommandLine& line) const;
  bool sets(const std::string& path) const;  // by --set
  // Whether the user chose the parameter's value: by --set, or because it is not the default.
  bool chosen(const std::string& path, Configuration configuration) const;
  // Every parameter with its value and who set it, for results. Leaves out what no result depends on.
  std::vector<ConfigurationValue> describe(const Configuration& configuration) const;

 private:
  std::string origin(const Parameter& parameter, const Parameter& standard) const;
};

}  // namespace amoeba
