// What one operation of a guest costs, item by item: an item is a labelled region of the software in one privilege
// mode, or the hardware's trap entry into a mode. Models: the difference of two runs that differ in the number of
// operations, so that whatever surrounds them falls out (warm); or one run of a single operation (cold: the first in
// the run, with whatever the boot left in caches and TLBs). Not modelled: spread between operations. Units: counts per
// operation of one hart, on average over the harts.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/cores/lsu/region_counters.h"
#include "amoeba/sims/vmexit/sample.h"

namespace amoeba::vmexit {

struct Cost {
  RegionTable regions;  // of `operations` operations
  std::uint64_t operations = 0;

  bool measured() const { return operations != 0; }
  // Per operation: of a cell, of a region in all modes, of a mode in all regions, of everything but the program.
  double of(unsigned region, HartMode mode, std::uint64_t RegionCounters::*field) const;
  double of_region(unsigned region, std::uint64_t RegionCounters::*field) const;
  double of_mode(HartMode mode, std::uint64_t RegionCounters::*field) const;
  double outside_program(std::uint64_t RegionCounters::*field) const;
  double all(std::uint64_t RegionCounters::*field) const;
};

// `more` did everything that `less` did, and more operations. Errors: std::runtime_error when it did not.
Cost difference(const Sample& more, const Sample& less);
Cost first_operation(const Sample& sample);

struct Item {
  unsigned region;
  HartMode mode;
  std::string name;
};
// What was entered or took time, in the order of a trap: the program first, then by region.
std::vector<Item> items(const std::vector<const Cost*>& costs);

// "trap entry", "program", or as the region is called in regions.def.
std::string region_name(unsigned region);

}  // namespace amoeba::vmexit
