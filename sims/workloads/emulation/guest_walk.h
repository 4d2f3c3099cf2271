/* The guest's own page tables (Sv39) walked by software, for an AMO at `address`: what the hart's walker would do, with
   its faults. Who includes this defines guest_word(guest_physical, &place): where the host has that piece of guest
   memory, false where the guest has none. These harts do not set A and D themselves, so a page without them faults. */
#ifndef AMOEBA_WORKLOADS_GUEST_WALK_H
#define AMOEBA_WORKLOADS_GUEST_WALK_H

#include <stdbool.h>

#include "privileged/csr.h"

#define WALK_LEVELS 3

struct guest_view {
  uint64_t vsatp;
  bool from_supervisor;
  bool sum; /* vsstatus.SUM: the guest's kernel may touch user pages */
};

static inline bool is_canonical(uint64_t address) {
  return (uint64_t)((int64_t)(address << 25) >> 25) == address;
}

static inline bool may_update(uint64_t entry, const struct guest_view* view) {
  const uint64_t needed = PTE_R | PTE_W | PTE_A | PTE_D;
  if ((entry & needed) != needed) return false;
  const bool user_page = (entry & PTE_U) != 0;
  return view->from_supervisor ? !user_page || view->sum : user_page;
}

/* Returns 0 and the place, or the cause of the exception. */
static inline uint64_t walk_guest(const struct guest_view* view, uint64_t address, uint64_t* place) {
  if ((view->vsatp & ATP_MODE) == 0) return guest_word(address, place) ? 0 : CAUSE_STORE_ACCESS;
  if (!is_canonical(address)) return CAUSE_STORE_PAGE;
  uint64_t table = (view->vsatp & ATP_PPN) << PAGE_SHIFT;
  for (int level = WALK_LEVELS - 1; level >= 0; --level) {
    const unsigned shift = PAGE_SHIFT + 9 * (unsigned)level;
    uint64_t entry_place;
    if (!guest_word(table + (address >> shift & 511) * 8, &entry_place)) return CAUSE_STORE_ACCESS;
    const uint64_t entry = *(volatile uint64_t*)entry_place;
    const uint64_t leads_to = (entry >> 10 & ATP_PPN) << PAGE_SHIFT;
    if ((entry & PTE_V) == 0 || (entry & (PTE_R | PTE_W)) == PTE_W) return CAUSE_STORE_PAGE;
    if ((entry & (PTE_R | PTE_X)) == 0) {
      table = leads_to;
      continue;
    }
    const uint64_t offset = address & ((UINT64_C(1) << shift) - 1);
    if (!may_update(entry, view) || (leads_to & ((UINT64_C(1) << shift) - 1)) != 0) return CAUSE_STORE_PAGE;
    return guest_word(leads_to | offset, place) ? 0 : CAUSE_STORE_ACCESS;
  }
  return CAUSE_STORE_PAGE;
}

#endif
