// What can be chosen about an out-of-order hart, beside what harts of either pipeline have.
// Units: instructions, entries, cycles.
#pragma once
#include "amoeba/cores/lsu/memory_queue.h"
#include "amoeba/cores/pipeline/hart_configuration.h"

namespace amoeba {

struct OooConfiguration {
  HartConfiguration hart;      // its misprediction penalty is this hart's too
  unsigned width = 2;          // fetched, renamed and retired per cycle
  unsigned window = 64;        // instructions between rename and retirement
  unsigned integer_ports = 2;  // arithmetic and branches issued per cycle
  unsigned multiply_ports = 1;
  unsigned address_ports = 1;  // addresses generated per cycle
  unsigned predictor_entries = 4096;
  MemoryQueueConfiguration memory;
};

}  // namespace amoeba
