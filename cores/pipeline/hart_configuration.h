// What can be chosen about a hart of either pipeline. Units: cycles of the hart, entries.
#pragma once
#include <cstdint>
#include <optional>

#include "amoeba/base/isa_extensions.h"
#include "amoeba/base/ticks.h"
#include "amoeba/cores/lsu/preserved_order.h"
#include "amoeba/cores/mmu/mmu.h"
#include "amoeba/cores/pipeline/region_account.h"

namespace amoeba {

struct HartConfiguration {
  std::uint32_t hart_id = 0;
  IsaExtensions extensions;
  Tick multiply_latency = 3;
  Tick divide_latency = 20;
  Tick mispredict_penalty = 3;
  Tick trap_penalty = 4;  // pipeline flush on trap entry, mret and sret
  Tick csr_latency = 1;
  std::uint32_t store_buffer_entries = 8;
  std::uint32_t outstanding_atomics = 1;  // AMOs under way at once
  bool misaligned_in_hardware = true;     // plain loads and stores of memory; atomics always trap
  Tick wrs_timeout = 512;                 // of wrs.sto
  MemoryOrder order;                      // its model and how aq and rl are built
  MmuConfiguration mmu;                   // of a hart with supervisor mode
  Tick translation_fence_latency = 4;     // of sfence.vma and hfence
  Tick ticks_per_time = 1;                // one step of the time CSR
  bool guests_have_zabha = true;          // false: byte and halfword AMOs are illegal where V=1 (hypothetical)
  std::optional<RegionAccount::Span> region_account;  // keep labelled regions apart
};

}  // namespace amoeba
