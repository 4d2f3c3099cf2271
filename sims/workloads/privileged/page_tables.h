/* Sv39 tables as the hypervisor writes them for itself and for the G-stage, and the guest for its program. */
#ifndef AMOEBA_WORKLOADS_PAGE_TABLES_H
#define AMOEBA_WORKLOADS_PAGE_TABLES_H

#include "privileged/csr.h"

#define TABLE_ENTRIES 512
#define MEGAPAGE_BYTES 0x200000
#define PTE_PPN_SHIFT 10

struct page_table {
  uint64_t entries[TABLE_ENTRIES];
} __attribute__((aligned(PAGE_BYTES)));

static inline uint64_t page_entry(uint64_t physical, uint64_t flags) {
  return physical >> PAGE_SHIFT << PTE_PPN_SHIFT | flags;
}
static inline uint64_t table_entry(const struct page_table* table) {
  return page_entry((uint64_t)table, PTE_V);
}
static inline uint64_t physical_of(uint64_t entry) {
  return entry >> PTE_PPN_SHIFT << PAGE_SHIFT & 0x00ffffffffffffff;
}
/* Which entry leads on; level 0 holds pages of 4 KiB. */
static inline unsigned table_index(uint64_t address, unsigned level) {
  return (unsigned)(address >> (PAGE_SHIFT + 9 * level)) & (TABLE_ENTRIES - 1);
}

/* Maps one page; the middle table's entry must lead to a last table already. */
static inline void map_page(struct page_table* last, uint64_t from, uint64_t physical, uint64_t flags) {
  last->entries[table_index(from, 0)] = page_entry(physical, flags);
}

#endif
