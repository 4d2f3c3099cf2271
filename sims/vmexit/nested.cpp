#include "amoeba/sims/vmexit/nested.h"

namespace amoeba::vmexit {

Nested nested_cost(const Cost& inner, const Cost& light) {
  Nested nested;
  nested.returns = inner.of_mode(HartMode::supervisor, &RegionCounters::returns);
  nested.trapping_instructions = inner.of_mode(HartMode::supervisor, &RegionCounters::hypervisor_work) + nested.returns;
  nested.light_exit = light.outside_program(&RegionCounters::cycles);
  nested.inner_cycles = inner.all(&RegionCounters::cycles);
  constexpr double kReflections = 1;  // the trap of the guest's guest, on its way to the guest's hypervisor
  nested.cycles = nested.inner_cycles + (nested.trapping_instructions + kReflections) * nested.light_exit;
  return nested;
}

}  // namespace amoeba::vmexit
