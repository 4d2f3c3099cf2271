/* The guest's physical memory: the G-stage tables (Sv39x4), in pages of 4 KiB, and their walk by software. All memory
   is mapped from the start; what is not is a device or nothing. */
#include "hypervisor/host.h"
#include "privileged/memory_map.h"
#include "privileged/page_tables.h"

#define GUEST_PAGE (PTE_V | PTE_R | PTE_W | PTE_X | PTE_U | PTE_A | PTE_D) /* of the second stage: always U */
#define ROOT_TABLES 4                                                      /* Sv39x4: one root of 2048 entries */
#define ROOT_SHIFT 30
#define ADDRESS_BITS 41

static uint64_t root[ROOT_TABLES * TABLE_ENTRIES] __attribute__((aligned(ROOT_TABLES * PAGE_BYTES)));
static struct page_table middle;
static struct page_table last[LAST_TABLES];

void build_guest_memory(void) {
  const uint64_t base = IMAGE_BASE - GUEST_OFFSET;
  root[base >> ROOT_SHIFT] = table_entry(&middle);
  for (unsigned i = 0; i < LAST_TABLES; ++i) middle.entries[table_index(base, 1) + i] = table_entry(&last[i]);
  for (uint64_t page = GUEST_BASE; page != GUEST_END; page += PAGE_BYTES)
    map_page(&last[(page - IMAGE_BASE) / MEGAPAGE_BYTES], page - GUEST_OFFSET, page, GUEST_PAGE);
}

uint64_t guest_hgatp(uint64_t vmid) {
  return ATP_SV39 | vmid << ATP_ID_SHIFT | (uint64_t)root >> PAGE_SHIFT;
}

uint64_t host_address(uint64_t guest_physical) {
  if (guest_physical >> ADDRESS_BITS != 0) return 0;
  uint64_t entry = root[guest_physical >> ROOT_SHIFT];
  for (int level = 1; level >= 0; --level) {
    if ((entry & PTE_V) == 0) return 0;
    const struct page_table* table = (const struct page_table*)physical_of(entry);
    entry = table->entries[table_index(guest_physical, (unsigned)level)];
  }
  if ((entry & PTE_V) == 0) return 0;
  return physical_of(entry) + (guest_physical & (PAGE_BYTES - 1));
}
