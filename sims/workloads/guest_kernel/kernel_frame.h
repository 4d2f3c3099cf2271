/* What the guest's kernel saves on a trap. */
#ifndef AMOEBA_WORKLOADS_KERNEL_FRAME_H
#define AMOEBA_WORKLOADS_KERNEL_FRAME_H

#define KERNEL_FRAME_SEPC 256
#define KERNEL_FRAME_SSTATUS 264
#define KERNEL_FRAME_SCAUSE 272
#define KERNEL_FRAME_STVAL 280
#define KERNEL_FRAME_BYTES 288

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kernel_frame {
  uint64_t x[32];
  uint64_t sepc, sstatus, scause, stval;
};

_Static_assert(offsetof(struct kernel_frame, sepc) == KERNEL_FRAME_SEPC, "as trap_entry.S has it");
_Static_assert(offsetof(struct kernel_frame, stval) == KERNEL_FRAME_STVAL, "as trap_entry.S has it");
_Static_assert(sizeof(struct kernel_frame) == KERNEL_FRAME_BYTES, "as trap_entry.S has it");
#endif

#endif
