/* The M-mode trap entry, as firmware does it: swap to the firmware's stack, save every general register, call C,
   restore, return. mscratch holds the firmware's stack while U-mode runs. */
#include "trap_frame.h"

.macro for_saved_registers instruction
  \instruction x1, 8(sp)
  .irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
  \instruction x\n, 8 * \n(sp)
  .endr
.endm

.section .text.trap, "ax"
.balign 64
.globl trap_entry
trap_entry:
  csrrw sp, mscratch, sp
  addi sp, sp, -TRAP_FRAME_BYTES
  for_saved_registers sd
  csrr t0, mscratch
  sd zero, 0(sp)
  sd t0, 16(sp)

  mv a0, sp
  call handle_trap

  ld t0, 16(sp)
  csrw mscratch, t0
  for_saved_registers ld
  addi sp, sp, TRAP_FRAME_BYTES
  csrrw sp, mscratch, sp
  mret
