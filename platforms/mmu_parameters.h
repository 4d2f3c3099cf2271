// What can be set about address translation, for harts with supervisor mode. Units: entries, cycles of the clock.
#pragma once
#include <cstdint>

#include "amoeba/base/parameters.h"

namespace amoeba {

struct MmuParameters {
  std::uint32_t instruction_entries = 32;
  std::uint32_t data_entries = 32;
  std::uint32_t second_entries = 512;  // 0: no second-level TLB
  std::uint32_t second_ways = 4;
  std::uint32_t second_latency = 4;  // cycles
  std::uint32_t fence_latency = 4;   // cycles
};

void add_mmu(ParameterRegistry& registry, MmuParameters& mmu);

// The rule between entries and ways; throws ParameterError.
void check_mmu(const MmuParameters& mmu);

}  // namespace amoeba
