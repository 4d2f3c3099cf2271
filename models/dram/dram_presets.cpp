// Figures of the JEDEC standards as public models and data sheets repeat them:
//   [1] JESD79-4, speed bin DDR4-3200AA (22-22-22), 8 Gbit x8; as in Ramulator 2, src/dram/impl/DDR4.cpp
//   [2] JESD79-5, speed bin DDR5-4800B (40-39-39), 16 Gbit x8; organisation and refresh as in Ramulator 2,
//       src/dram/impl/DDR5.cpp, the formulas of write-to-read as in gem5, src/mem/DRAMInterface.py (DDR5)
//   [3] JESD209-4, LPDDR4X-4266, 8 Gbit per channel; as in DRAMSys, configs/memspec/JEDEC_512Mbx16_LPDDR4-4266.json
//   [4] JESD209-5, LPDDR5-6400, 8 Gbit per channel, bank-group mode; as in gem5, src/mem/DRAMInterface.py
//       (LPDDR5_6400_1x16_BG_BL16)
// A figure without a note is its standard's. {clocks, picoseconds}: the longer of both.
#include "amoeba/dram/dram_presets.h"

#include <algorithm>
#include <stdexcept>

namespace amoeba {
namespace {

// One 64-bit channel of eight x8 devices: pages of 1 KiB each.
DramSpecification ddr4_3200() {
  DramSpecification s{"ddr4-3200", 1'600'000'000, 64, 2, 8, 4, 4, 65'536, 8 * 1024, {}};
  s.spans[tCL] = {22, 0};
  s.spans[tCWL] = {16, 0};  // first set, one clock of write preamble
  s.spans[tRCD] = {0, 13'750};
  s.spans[tRP] = {0, 13'750};
  s.spans[tRPab] = {0, 13'750};  // DDR4 knows one tRP
  s.spans[tRAS] = {0, 32'000};
  s.spans[tRC] = {0, 45'750};
  s.spans[tCCD_S] = {4, 0};
  s.spans[tCCD_L] = {5, 5'000};
  s.spans[tCCD_L_WR] = {5, 5'000};  // DDR4 knows one tCCD_L
  s.spans[tRRD_S] = {4, 2'500};     // pages of 1 KiB
  s.spans[tRRD_L] = {4, 4'900};
  s.spans[tFAW] = {20, 21'000};
  s.spans[tWR] = {0, 15'000};
  s.spans[tWTR_S] = {2, 2'500};
  s.spans[tWTR_L] = {4, 7'500};
  s.spans[tRTP] = {4, 7'500};
  s.spans[tRTW] = {2, 0};  // of "RL + BL/2 - WL + 2 tCK"
  s.spans[tCS] = {2, 0};   // assumed: a preamble and a bubble, as in [1]
  s.spans[tRFC] = {0, 350'000};
  s.spans[tREFI] = {0, 7'800'000};
  return s;
}

// One 32-bit subchannel of four x8 devices: pages of 1 KiB each.
DramSpecification ddr5_4800() {
  DramSpecification s{"ddr5-4800", 2'400'000'000, 32, 2, 16, 8, 4, 65'536, 4 * 1024, {}};
  s.spans[tCL] = {40, 0};
  s.spans[tCWL] = {38, 0};       // CL - 2
  s.spans[tRCD] = {0, 16'250};   // 39 clocks
  s.spans[tRP] = {0, 16'250};    // 39 clocks
  s.spans[tRPab] = {0, 16'250};  // DDR5 knows one tRP
  s.spans[tRAS] = {0, 32'000};   // 77 clocks
  s.spans[tRC] = {39 + 77, 0};   // tRAS + tRP
  s.spans[tCCD_S] = {8, 0};
  s.spans[tCCD_L] = {8, 5'000};
  s.spans[tCCD_L_WR] = {16, 10'000};  // tCCD_L_WR2: a burst of an x8 device fills an on-die ECC word, nothing is read
  s.spans[tRRD_S] = {8, 0};
  s.spans[tRRD_L] = {8, 5'000};
  s.spans[tFAW] = {32, 13'333};  // pages of 1 KiB
  s.spans[tWR] = {0, 30'000};
  s.spans[tWTR_S] = {4, 2'500};
  s.spans[tWTR_L] = {16, 10'000};
  s.spans[tRTP] = {12, 7'500};
  s.spans[tRTW] = {4, 0};  // "2 tCK + (tRPST - 0.5 tCK) + tWPRE" with tRPST 0.5 and tWPRE 2 clocks, as in [2]
  s.spans[tCS] = {2, 0};   // assumed, as in [2]
  s.spans[tRFC] = {0, 295'000};
  s.spans[tREFI] = {0, 3'900'000};
  return s;
}

// One 16-bit channel; two bursts make a line of 64 bytes.
DramSpecification lpddr4x_4266() {
  DramSpecification s{"lpddr4x-4266", 2'133'333'333, 16, 2, 16, 1, 8, 65'536, 2 * 1024, {}};
  s.spans[tCL] = {36 + 8, 0};   // RL of 36 clocks, and tDQSCK of at most 3.5 ns, 8 clocks
  s.spans[tCWL] = {18 + 1, 0};  // WL of 18 clocks, and tDQSS of one
  s.spans[tRCD] = {4, 18'000};
  s.spans[tRP] = {4, 18'000};    // per bank
  s.spans[tRPab] = {4, 21'000};  // all banks
  s.spans[tRAS] = {3, 42'000};
  s.spans[tRC] = {0, 60'000};  // tRAS + tRPpb
  s.spans[tCCD_S] = {8, 0};    // no bank groups: one tCCD
  s.spans[tCCD_L] = {8, 0};
  s.spans[tCCD_L_WR] = {8, 0};
  s.spans[tRRD_S] = {4, 10'000};  // [3]
  s.spans[tRRD_L] = {4, 10'000};
  s.spans[tFAW] = {0, 40'000};  // [3]
  s.spans[tWR] = {6, 18'000};
  s.spans[tWTR_S] = {8, 10'000};
  s.spans[tWTR_L] = {8, 10'000};
  s.spans[tRTP] = {8, 7'500};
  s.spans[tRTW] = {3, 0};  // makes "RL + tDQSCK + BL/2 - WL + tWPRE" with a tWPRE of 2 clocks
  s.spans[tCS] = {2, 0};   // assumed
  s.spans[tRFC] = {0, 280'000};
  s.spans[tREFI] = {0, 3'904'000};
  return s;
}

// Two 16-bit channels in lockstep, so that one burst makes a line of 64 bytes; the data clock runs at four times the
// command clock.
DramSpecification lpddr5_6400() {
  DramSpecification s{"lpddr5-6400", 800'000'000, 32, 8, 16, 4, 4, 32'768, 2 * 2 * 1024, {}};
  s.spans[tCL] = {17, 0};  // RL set 0
  s.spans[tCWL] = {9, 0};  // WL set A
  s.spans[tRCD] = {2, 18'000};
  s.spans[tRP] = {2, 18'000};    // per bank
  s.spans[tRPab] = {2, 21'000};  // all banks
  s.spans[tRAS] = {3, 42'000};
  s.spans[tRC] = {0, 60'000};  // tRAS + tRPpb
  s.spans[tCCD_S] = {2, 0};    // BL/n_min
  s.spans[tCCD_L] = {4, 0};    // BL/n_max
  s.spans[tCCD_L_WR] = {4, 0};
  s.spans[tRRD_S] = {2, 5'000};
  s.spans[tRRD_L] = {2, 5'000};
  s.spans[tFAW] = {0, 20'000};
  s.spans[tWR] = {3, 34'000};
  s.spans[tWTR_S] = {4, 6'250};
  s.spans[tWTR_L] = {4, 12'000};
  s.spans[tRTP] = {2, 7'500};
  s.spans[tRTW] = {1, 0};  // tWCKDQO, in whole clocks
  s.spans[tCS] = {2, 0};   // [4]
  s.spans[tRFC] = {0, 210'000};
  s.spans[tREFI] = {0, 3'906'000};
  return s;
}

const std::vector<DramSpecification>& presets() {
  static const std::vector<DramSpecification> all = {ddr4_3200(), ddr5_4800(), lpddr4x_4266(), lpddr5_6400()};
  return all;
}

}  // namespace

const DramSpecification& dram_preset(const std::string& name) {
  for (const DramSpecification& preset : presets())
    if (preset.name == name) return preset;
  throw std::invalid_argument("there is no DRAM preset '" + name + "'");
}

std::vector<std::string> dram_preset_names() {
  std::vector<std::string> names;
  for (const DramSpecification& preset : presets()) names.push_back(preset.name);
  return names;
}

}  // namespace amoeba
