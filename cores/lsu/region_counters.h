// What one hart counts in each labelled region of its software, apart for each privilege mode; only inside the region
// of interest. Models: a table of cells, one per region and mode. Region 0 is the program (what no label names), the
// last one is the hardware's trap entry: from a trap to the handler's first label. Labels of other numbers name no
// region. Units: cycles of the hart's clock, events.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "amoeba/cores/lsu/hart_mode.h"

namespace amoeba {

inline constexpr unsigned kProgramRegion = 0;
inline constexpr unsigned kTrapEntryRegion = 63;
inline constexpr unsigned kExitRegions = 64;

struct RegionCounters {
  std::uint64_t entries = 0;  // by a label, a trap or a return
  std::uint64_t cycles = 0;
  std::uint64_t instructions = 0;
  std::uint64_t loads = 0;
  std::uint64_t stores = 0;
  std::uint64_t atomics = 0;  // AMOs, LR and SC
  std::uint64_t csr_accesses = 0;
  std::uint64_t hypervisor_work = 0;  // accesses of HS and VS CSRs, hlv, hlvx, hsv, hfence
  std::uint64_t returns = 0;          // mret, sret
  std::uint64_t mispredictions = 0;  // of branches
  std::uint64_t traps = 0;            // taken while in the region
  std::uint64_t fetch_misses = 0;     // answered from beyond the L1I
  std::uint64_t data_misses = 0;      // answered from beyond the L1D, page-table reads included
  std::uint64_t tlb_misses = 0;       // of the first level
  std::uint64_t table_reads = 0;      // page-table entries read
};

// One per counter, for sums, differences and output.
struct RegionField {
  const char* name;
  std::uint64_t RegionCounters::*value;
};
inline constexpr RegionField kRegionFields[] = {{"entries", &RegionCounters::entries},
                                                {"cycles", &RegionCounters::cycles},
                                                {"instructions", &RegionCounters::instructions},
                                                {"loads", &RegionCounters::loads},
                                                {"stores", &RegionCounters::stores},
                                                {"atomics", &RegionCounters::atomics},
                                                {"csr_accesses", &RegionCounters::csr_accesses},
                                                {"hypervisor_work", &RegionCounters::hypervisor_work},
                                                {"returns", &RegionCounters::returns},
                                                {"mispredictions", &RegionCounters::mispredictions},
                                                {"traps", &RegionCounters::traps},
                                                {"fetch_misses", &RegionCounters::fetch_misses},
                                                {"data_misses", &RegionCounters::data_misses},
                                                {"tlb_misses", &RegionCounters::tlb_misses},
                                                {"table_reads", &RegionCounters::table_reads}};

inline RegionCounters& operator+=(RegionCounters& sum, const RegionCounters& part) {
  for (const RegionField& field : kRegionFields) sum.*field.value += part.*field.value;
  return sum;
}

// By region_cell(); empty where no hart keeps regions apart.
using RegionTable = std::vector<RegionCounters>;

constexpr std::size_t region_cell(unsigned region, HartMode mode) {
  return region * kHartModes + static_cast<unsigned>(mode);
}

}  // namespace amoeba
