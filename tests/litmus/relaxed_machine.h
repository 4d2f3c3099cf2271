// Platforms and harts for tests of memory order: small caches, quickly reset, and harts that let everything overtake
// that the rules allow.
#pragma once
#include <string>

#include "amoeba/cores/ooo/ooo_configuration.h"
#include "amoeba/platforms/configuration.h"

namespace amoeba::litmus {

inline Configuration small_platform() {
  Configuration platform;
  platform.harts = 4;
  platform.l1i.bytes = platform.l1d.bytes = 4 * 1024;
  platform.slice_bytes = 16 * 1024;
  return platform;
}

inline OooConfiguration relaxed_hart(unsigned number) {
  OooConfiguration hart;
  hart.hart.hart_id = number;
  hart.hart.extensions = IsaExtensions::parse("rv64imac_zicntr_zicsr_zifencei_zabha_zacas_zalasr");
  hart.hart.outstanding_atomics = 4;
  hart.memory.hart_id = number;
  hart.memory.merged_forwarding = true;
  hart.memory.sc_failures = 150;
  hart.memory.relaxed_drain = hart.memory.early_atomics = hart.memory.early_stores = true;
  hart.memory.outstanding_atomics = 4;
  hart.memory.load_ports = 2;
  hart.memory.issue_jitter = 120;
  hart.memory.drain_jitter = 120;
  return hart;
}

}  // namespace amoeba::litmus
