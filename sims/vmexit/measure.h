// Runs a guest on a simulated platform, in this process, which must not have elaborated a System before.
// Errors: std::runtime_error when the program fails its self-check, does not end or marks nothing.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/vmexit/sample.h"

namespace amoeba::vmexit {

struct Run {
  std::string kernel, image;
  Configuration configuration;
  std::vector<std::uint64_t> arguments;
  std::uint64_t max_cycles = 0;
  bool cold = false;  // count the first operation of each hart only, wherever the program does it
};

Sample measure(const Run& run);

}  // namespace amoeba::vmexit
