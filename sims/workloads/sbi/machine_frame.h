/* What the firmware saves on a trap: all general registers, and the trap's CSRs, which a fault during the firmware's
   own work on the trap would overwrite. */
#ifndef AMOEBA_WORKLOADS_MACHINE_FRAME_H
#define AMOEBA_WORKLOADS_MACHINE_FRAME_H

#define MACHINE_FRAME_MEPC 256
#define MACHINE_FRAME_MSTATUS 264
#define MACHINE_FRAME_MCAUSE 272
#define MACHINE_FRAME_MTVAL 280
#define MACHINE_FRAME_MTVAL2 288
#define MACHINE_FRAME_MTINST 296
#define MACHINE_FRAME_BYTES 304

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

/* As mcause, mtval, mtval2 and mtinst say. */
struct machine_trap {
  uint64_t cause, value, value2, instruction;
};

struct machine_frame {
  uint64_t x[32];
  uint64_t mepc;
  uint64_t mstatus;
  struct machine_trap trap;
};

_Static_assert(offsetof(struct machine_frame, mepc) == MACHINE_FRAME_MEPC, "as trap_entry.S has it");
_Static_assert(offsetof(struct machine_frame, trap.instruction) == MACHINE_FRAME_MTINST, "as trap_entry.S has it");
_Static_assert(sizeof(struct machine_frame) == MACHINE_FRAME_BYTES, "as trap_entry.S has it");
#endif

#endif
