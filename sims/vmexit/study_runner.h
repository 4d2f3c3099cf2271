// Plans and runs what `amoeba vmexit` was asked for.
// Models: three runs per subject and hart count (one operation; a warm-up; a warm-up and the operations that count),
// two per change of the hardware, one per point of the grid. All runs are worker processes. Units: operations of each
// hart, cycles, ticks of `time`. Errors: UsageError; ParameterError for an impossible platform, before the first run; a
// run that fails becomes a failure with its reason.
#pragma once
#include <cstdint>
#include <string>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/vmexit/study.h"

namespace amoeba::vmexit {

inline constexpr std::uint64_t kWarmUp = 64;  // operations of each hart

struct StudyOptions {
  std::string paths = "all", exits = "all", harts = "1,8", parts = "all", kernel = "shared-counter";
  std::uint64_t operations = 200;  // that count, of each hart
  std::uint64_t timer = 0;         // period of the hypervisor's own interrupt
  std::uint64_t max_cycles = 500'000'000;
  unsigned jobs = 0;
};

Study run_study(const StudyOptions& options, const Configuration& platform);

}  // namespace amoeba::vmexit
