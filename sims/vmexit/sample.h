// What one run of a guest counted, in a form that crosses from a worker process.
// Models: regions, modes and totals over the region of interest. Units: cycles of the hart clock, events.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/cores/lsu/region_counters.h"

namespace amoeba::vmexit {

struct Sample {
  RegionTable regions;
  std::uint64_t operations = 0;  // of all harts
  std::uint64_t roi_cycles = 0;
  std::uint64_t harts = 0;
  std::array<std::uint64_t, kHartModes> mode_cycles{};
  std::uint64_t instructions = 0;

  // Of one hart, per operation.
  double cycles_per_operation() const;
};

std::string to_text(const Sample& sample);
Sample sample_from_text(const std::string& text);

}  // namespace amoeba::vmexit
