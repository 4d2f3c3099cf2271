// What one hart counts, twice: outside (index 0) and inside (index 1) its region of interest.
// Units: cycles of the hart's clock, events.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/cores/lsu/hart_mode.h"
#include "amoeba/tlm/atomic_extension.h"

namespace amoeba {

// Where cycles of a hart go; each cycle belongs to exactly one.
enum class CycleKind : std::uint8_t { compute, l1, home, interconnect, memory, sc_retry, trap };
inline constexpr unsigned kCycleKinds = 7;

struct HartCounters {
  std::uint64_t instructions = 0;  // retired, markers not included
  std::uint64_t loads = 0;
  std::uint64_t stores = 0;
  std::uint64_t atomics = 0;  // AMOs and CAS
  std::uint64_t load_reserved = 0;
  std::uint64_t store_conditional = 0;
  std::array<std::uint64_t, kScFailures> sc_failures{};  // by ScFailure
  std::uint64_t traps = 0;
  std::uint64_t branches_mispredicted = 0;
  std::uint64_t csr_accesses = 0;
  std::uint64_t hypervisor_work = 0;  // accesses of HS and VS CSRs, hlv, hlvx, hsv, hfence: a guest's hypervisor traps
  std::uint64_t fetch_misses = 0;     // lines of code that came from beyond the L1I
  std::uint64_t tlb_misses = 0;       // of the first level
  std::uint64_t table_reads = 0;      // page-table entries read
  std::array<std::uint64_t, kCycleKinds> cycles{};  // by CycleKind
  std::uint64_t operations = 0;                     // marked with operation begin/end
  // Longest of an AMO, issue to result, or of LR/SC, first LR to the SC that succeeds.
  std::uint64_t longest_atomic = 0;
  std::array<std::uint64_t, kHartModes> mode_cycles{};        // by HartMode; add up to those by CycleKind
  std::array<std::uint64_t, kHartModes> mode_instructions{};  // retired
};

}  // namespace amoeba
