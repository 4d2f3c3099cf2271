// Machines that differ in what a litmus campaign varies beside each run's own draws: latencies, the order and delay of
// stores that drain, how early accesses may be performed, near and far atomics, caches.
// Models: settings on top of a platform's description; what the user has chosen stays as it is, and what the
// platform does not admit is left out. A run's seed says
// which of the machines it is for. Units: as the parameters. Errors: none.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "amoeba/platforms/configuration.h"

namespace amoeba::litmus {

inline constexpr unsigned kMachineVariants = 4;

constexpr unsigned variant_of(std::uint64_t seed) {
  return static_cast<unsigned>(seed % kMachineVariants);
}

// `chosen` tells whether the user has set the parameter of that path.
Configuration machine_variant(const Configuration& platform, unsigned variant,
                              const std::function<bool(const std::string& path)>& chosen);

}  // namespace amoeba::litmus
