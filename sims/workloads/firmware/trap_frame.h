/* What trap_entry.S saves and handle_trap sees: all general registers, x0 as zero. */
#ifndef AMOEBA_WORKLOADS_TRAP_FRAME_H
#define AMOEBA_WORKLOADS_TRAP_FRAME_H

#define TRAP_FRAME_BYTES 256

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

struct trap_frame {
  uint64_t x[32];
};

void handle_trap(struct trap_frame* frame);
/* Performs one sub-word AMO or amocas.b/h on behalf of a hart that lacks it. False: not one of those 20. */
bool emulate_subword(struct trap_frame* frame, uint32_t instruction);
#endif

#endif
