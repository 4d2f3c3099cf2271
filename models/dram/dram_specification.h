// What a DRAM standard fixes about a memory channel: clock, data bus, banks, and the minimum times between commands.
// Models: the timing parameters by their JEDEC names, each the longer of a number of clocks and a time, as the
// standards write them. Not modelled: commands that take two cycles, the command bus's occupancy, power-down, per-bank
// refresh, refresh management, temperature. Units: command-clock cycles, picoseconds, bits, bytes. Errors:
// std::invalid_argument for times that no device can keep.
#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "amoeba/dram/memory_clock.h"

namespace amoeba {

// From the first command, or the end of its data where that is said, to the second one.
enum DramTime : unsigned {
  tCL,         // read to its first data
  tCWL,        // write to its first data
  tRCD,        // activate to read or write
  tRP,         // precharge to activate
  tRPab,       // precharge of all banks to refresh
  tRAS,        // activate to precharge
  tRC,         // activate to activate of one bank
  tCCD_S,      // read to read and write to write, other bank group
  tCCD_L,      // read to read, same bank group
  tCCD_L_WR,   // write to write, same bank group
  tRRD_S,      // activate to activate, other bank group
  tRRD_L,      // activate to activate, same bank group
  tFAW,        // activate to the fourth activate after it
  tWR,         // end of write data to precharge
  tWTR_S,      // end of write data to read, other bank group
  tWTR_L,      // end of write data to read, same bank group
  tRTP,        // read to precharge
  tRTW,        // end of read data to the first data of a write
  tCS,         // end of one rank's data to the first data of another's
  tRFC,        // refresh to activate
  tREFI,       // refresh to refresh, on average
  kDramTimes,  // how many
};
struct DramTimeMeaning {
  const char* name;     // as in a parameter's path
  const char* meaning;  // a sentence
};
extern const std::array<DramTimeMeaning, kDramTimes> kDramTimeMeanings;

// The longer of both.
struct DramSpan {
  unsigned clocks = 0;
  unsigned picoseconds = 0;
};

using DramSpans = std::array<DramSpan, kDramTimes>;
using DramCycles = std::array<MemoryCycle, kDramTimes>;
using DramOverrides = std::array<std::uint32_t, kDramTimes>;  // picoseconds; 0 leaves the specification's

struct DramSpecification {
  std::string name;
  std::uint64_t clock_hertz = 0;  // of the command clock
  unsigned bus_bits = 0;          // data lines of the channel
  unsigned beats_per_clock = 2;   // transfers per data line and command clock
  unsigned burst_beats = 8;       // transfers per read or write command
  unsigned bank_groups = 1;       // per rank
  unsigned banks = 8;             // per bank group
  unsigned rows = 0;              // per bank
  unsigned row_bytes = 0;         // over all devices of the channel
  DramSpans spans{};

  unsigned burst_bytes() const { return bus_bits / 8 * burst_beats; }
  MemoryCycle burst_cycles() const { return burst_beats / beats_per_clock; }
  std::uint64_t rank_bytes() const { return std::uint64_t{bank_groups} * banks * rows * row_bytes; }
};

// The times in cycles, rounded up.
DramCycles dram_cycles(const DramSpecification& specification, const DramOverrides& overrides = {});

}  // namespace amoeba
