#include "amoeba/platforms/mmu_parameters.h"

#include <string>

namespace amoeba {

void add_mmu(ParameterRegistry& registry, MmuParameters& mmu) {
  registry
      .add("mmu.instruction_entries", &mmu.instruction_entries, "entries",
           "Entries of the first-level instruction TLB of a hart with supervisor mode; fully associative, first in, "
           "first out.")
      .range(2, 1024)
      .source("32, Rocket's default (rocket-chip, ICache.scala)");
  registry
      .add("mmu.data_entries", &mmu.data_entries, "entries",
           "Entries of the first-level data TLB; fully associative, first in, first out.")
      .range(2, 1024)
      .source("32, Rocket's default (rocket-chip, HellaCache.scala)");
  registry
      .add("mmu.second_entries", &mmu.second_entries, "entries",
           "Entries of the second-level TLB that fetches and data accesses of a hart share; 0 stands for none.")
      .range(0, 65'536)
      .source("512, as Shuttle's configurations with a second level have (ucb-bar/shuttle, Configs.scala)");
  registry
      .add("mmu.second_ways", &mmu.second_ways, "ways",
           "Associativity of the second-level TLB; its sets must be a power of two.")
      .range(1, 64);
  registry
      .add("mmu.second_latency", &mmu.second_latency, "cycles",
           "Cycles from a first-level miss until the second level has answered, which a walk comes after.")
      .range(0, 1000);
  registry
      .add("mmu.fence_latency", &mmu.fence_latency, "cycles",
           "Cycles of pipeline flush that sfence.vma, hfence.vvma and hfence.gvma add.")
      .range(0, 10'000);
}

void check_mmu(const MmuParameters& mmu) {
  const std::uint32_t sets = mmu.second_entries / mmu.second_ways;
  if (sets * mmu.second_ways == mmu.second_entries && (sets & (sets - 1)) == 0) return;
  throw ParameterError("mmu.second_entries = " + std::to_string(mmu.second_entries) +
                       ": must be a power of two of sets, each of " + std::to_string(mmu.second_ways) +
                       " ways; choose a power of two times mmu.second_ways, or other ways");
}

}  // namespace amoeba
