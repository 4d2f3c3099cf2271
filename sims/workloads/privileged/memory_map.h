/* Who sees the memory where. The image is linked and loaded at one address, which is the host's physical and virtual
   one (the hypervisor maps itself and all memory one to one) and the guest's virtual one. The guest's physical memory
   lies elsewhere, so that both stages really translate. The monitor process has mappings of its own in user pages. */
#ifndef AMOEBA_WORKLOADS_MEMORY_MAP_H
#define AMOEBA_WORKLOADS_MEMORY_MAP_H

#include "privileged/csr.h"

#define MAX_GUEST_HARTS 64

#define IMAGE_BASE 0x80000000
#define GUEST_BASE 0x80100000 /* the guest's memory begins with its kernel and ends with its stacks */
#define GUEST_BYTES 0x400000
#define GUEST_OFFSET 0x40000000 /* guest physical = guest virtual - this */
#define LAST_TABLES 3           /* tables of 512 pages that reach from the image to the end of the guest's memory */

#define MONITOR_BASE 0x40000000       /* its code and data */
#define MONITOR_HART_BASE 0x40200000  /* per hart: the page of its calls, and its stack */
#define MONITOR_GUEST_BASE 0x50000000 /* the guest's memory, at the distance from here that it has from the image */

#define DEVICE_OF_KERNEL 0x10000000 /* guest physical: emulated by the hypervisor */
#define DEVICE_OF_MONITOR 0x10001000

#define TWO_PAGES 8192  /* a hart's kernel stack and user stack in the guest; its call page and stack in the monitor */
#define STACK_COLOUR 64 /* a hart's stacks begin that much lower than its predecessor's: in other sets of a cache */
#define STACK_COLOURS 1024    /* where the stacks have a page and no more: begin again from there */
#define HOST_STACK_BYTES 4096 /* of a hart, in the firmware and in the hypervisor */

#define GUEST_END (GUEST_BASE + GUEST_BYTES)
#define GUEST_STACKS (GUEST_END - MAX_GUEST_HARTS * TWO_PAGES)
#define MONITOR_HART_PAGES GUEST_END /* in the host's memory */

#ifndef __ASSEMBLER__
/* From privileged/guest_image.ld. */
extern char monitor_begin[], monitor_end[], guest_program_begin[];
#endif

#endif
