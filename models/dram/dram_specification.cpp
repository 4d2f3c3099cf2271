#include "amoeba/dram/dram_specification.h"

#include <algorithm>
#include <stdexcept>

namespace amoeba {

const std::array<DramTimeMeaning, kDramTimes> kDramTimeMeanings = {{
    {"cl", "Time from a read command to its first data (tAA, RL)."},
    {"cwl", "Time from a write command to its first data (WL)."},
    {"rcd", "Time from an activate to a read or write."},
    {"rp", "Time from a precharge to an activate."},
    {"rp_all", "Time from a precharge of all banks to a refresh (tRPab)."},
    {"ras", "Time from an activate to a precharge."},
    {"rc", "Time from an activate to the next one of the same bank."},
    {"ccd_s", "Time from a column command to the next of the same kind in another bank group."},
    {"ccd_l", "Time from a read to the next one in the same bank group."},
    {"ccd_l_wr", "Time from a write to the next one in the same bank group."},
    {"rrd_s", "Time from an activate to the next one in another bank group."},
    {"rrd_l", "Time from an activate to the next one in the same bank group."},
    {"faw", "Time in which at most four activates of a rank may begin."},
    {"wr", "Time from the end of a write's data to a precharge."},
    {"wtr_s", "Time from the end of a write's data to a read in another bank group."},
    {"wtr_l", "Time from the end of a write's data to a read in the same bank group."},
    {"rtp", "Time from a read to a precharge."},
    {"rtw", "Gap on the data bus between a read's data and a write's."},
    {"cs", "Gap on the data bus between the data of two ranks."},
    {"rfc", "Time that a refresh of all banks takes (tRFCab)."},
    {"refi", "Average time between refreshes of a rank."},
}};

namespace {

MemoryCycle rounded_up(std::uint64_t picoseconds, std::uint64_t hertz) {
  __extension__ using Wide = unsigned __int128;
  constexpr std::uint64_t kPicosecondsPerSecond = 1'000'000'000'000;
  return static_cast<MemoryCycle>((Wide(picoseconds) * hertz + kPicosecondsPerSecond - 1) / kPicosecondsPerSecond);
}

}  // namespace

DramCycles dram_cycles(const DramSpecification& specification, const DramOverrides& overrides) {
  DramCycles cycles;
  for (unsigned i = 0; i < kDramTimes; ++i) {
    const DramSpan span = overrides[i] != 0 ? DramSpan{1, overrides[i]} : specification.spans[i];
    cycles[i] = std::max<MemoryCycle>(span.clocks, rounded_up(span.picoseconds, specification.clock_hertz));
  }
  if (cycles[tREFI] <= cycles[tRFC] + cycles[tRPab] + cycles[tRC])
    throw std::invalid_argument("refreshes would fill all the time: refi must exceed rfc, rp_all and rc together");
  return cycles;
}

}  // namespace amoeba
