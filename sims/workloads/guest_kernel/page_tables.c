/* The guest's page tables: every page of its memory at the address where the image is linked, the kernel's pages closed
   to the program, code not writable. And one page of each device. Runs before translation is on, so all addresses it
   has are guest physical, except for those of the memory map. */
#include "privileged/page_tables.h"
#include "guest_kernel/guest_kernel.h"
#include "privileged/memory_map.h"

#define CODE (PTE_V | PTE_R | PTE_X | PTE_A | PTE_D)
#define DATA (PTE_V | PTE_R | PTE_W | PTE_A | PTE_D)

extern char guest_kernel_data[], guest_program_data[];

static struct page_table root;
static struct page_table middle, last[LAST_TABLES];
static struct page_table device_middle, device_last;

static void map_range(uint64_t begin, uint64_t end, uint64_t flags) {
  for (uint64_t page = begin; page < end; page += PAGE_BYTES)
    map_page(&last[(page - IMAGE_BASE) / MEGAPAGE_BYTES], page, page - GUEST_OFFSET, flags);
}

static uint64_t linked_at(const char* symbol) {
  return (uint64_t)symbol + GUEST_OFFSET;
}

/* The kernel's stack of each hart, and the program's above it. */
static void map_stacks(void) {
  for (uint64_t stack = GUEST_STACKS; stack != GUEST_END; stack += TWO_PAGES) {
    map_range(stack, stack + PAGE_BYTES, DATA);
    map_range(stack + PAGE_BYTES, stack + TWO_PAGES, DATA | PTE_U);
  }
}

static void map_devices(void) {
  root.entries[table_index(DEVICE_OF_KERNEL, 2)] = table_entry(&device_middle);
  device_middle.entries[table_index(DEVICE_OF_KERNEL, 1)] = table_entry(&device_last);
  map_page(&device_last, DEVICE_OF_KERNEL, DEVICE_OF_KERNEL, DATA);
  map_page(&device_last, DEVICE_OF_MONITOR, DEVICE_OF_MONITOR, DATA);
}

void build_guest_tables(void) {
  root.entries[table_index(IMAGE_BASE, 2)] = table_entry(&middle);
  for (unsigned i = 0; i < LAST_TABLES; ++i) middle.entries[table_index(IMAGE_BASE, 1) + i] = table_entry(&last[i]);
  map_range(GUEST_BASE, linked_at(guest_kernel_data), CODE);
  map_range(linked_at(guest_kernel_data), linked_at(guest_program_begin), DATA);
  map_range(linked_at(guest_program_begin), linked_at(guest_program_data), CODE | PTE_U);
  map_range(linked_at(guest_program_data), GUEST_STACKS, DATA | PTE_U);
  map_stacks();
  map_devices();
}

uint64_t guest_satp(void) {
  return ATP_SV39 | (uint64_t)&root >> PAGE_SHIFT;
}
