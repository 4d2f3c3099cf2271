/* The hypervisor's own address space: memory one to one in pages of 2 MiB, as Linux maps it; and its process in user
   pages: code, a call page and a stack per hart, and all of the guest's memory. */
#include "hypervisor/host.h"
#include "privileged/memory_map.h"
#include "privileged/page_tables.h"

#define KERNEL_PAGE (PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D)
#define USER_CODE (PTE_V | PTE_R | PTE_X | PTE_U | PTE_A)
#define USER_DATA (PTE_V | PTE_R | PTE_W | PTE_U | PTE_A | PTE_D)

static struct page_table root;
static struct page_table kernel_middle;
static struct page_table monitor_middle;
static struct page_table monitor_code, monitor_hart_data;
static struct page_table monitor_guest[LAST_TABLES];

static void map_kernel(void) {
  root.entries[table_index(IMAGE_BASE, 2)] = table_entry(&kernel_middle);
  for (unsigned i = 0; i < TABLE_ENTRIES; ++i)
    kernel_middle.entries[i] = page_entry(IMAGE_BASE + (uint64_t)i * MEGAPAGE_BYTES, KERNEL_PAGE);
}

static void map_monitor(unsigned harts) {
  root.entries[table_index(MONITOR_BASE, 2)] = table_entry(&monitor_middle);
  monitor_middle.entries[table_index(MONITOR_BASE, 1)] = table_entry(&monitor_code);
  monitor_middle.entries[table_index(MONITOR_HART_BASE, 1)] = table_entry(&monitor_hart_data);
  uint64_t from = MONITOR_BASE;
  for (char* page = monitor_begin; page != monitor_end; page += PAGE_BYTES, from += PAGE_BYTES)
    map_page(&monitor_code, from, (uint64_t)page, USER_CODE);
  for (uint64_t offset = 0; offset < (uint64_t)harts * TWO_PAGES; offset += PAGE_BYTES)
    map_page(&monitor_hart_data, MONITOR_HART_BASE + offset, MONITOR_HART_PAGES + offset, USER_DATA);
}

static void map_guest_for_monitor(void) {
  for (unsigned i = 0; i < LAST_TABLES; ++i)
    monitor_middle.entries[table_index(MONITOR_GUEST_BASE, 1) + i] = table_entry(&monitor_guest[i]);
  for (uint64_t page = GUEST_BASE; page != GUEST_END; page += PAGE_BYTES) {
    const uint64_t offset = page - IMAGE_BASE;
    map_page(&monitor_guest[offset / MEGAPAGE_BYTES], MONITOR_GUEST_BASE + offset, page, USER_DATA);
  }
}

void build_host_tables(unsigned harts) {
  map_kernel();
  map_monitor(harts);
  map_guest_for_monitor();
}

uint64_t host_satp(void) {
  return ATP_SV39 | (uint64_t)&root >> PAGE_SHIFT;
}
