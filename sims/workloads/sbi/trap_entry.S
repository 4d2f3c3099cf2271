/* The M-mode trap entry, as OpenSBI does it: swap to the firmware's stack, save every general register and the trap's
   CSRs, call C, restore, return. mscratch holds the firmware's stack while lower modes run. */
#include "guest_numbers.h"
#include "privileged/registers.h"
#include "sbi/machine_frame.h"

.macro save_csr csr, offset
  csrr t0, \csr
  sd t0, \offset(sp)
.endm
.macro restore_csr csr, offset
  ld t0, \offset(sp)
  csrw \csr, t0
.endm

.section .text.trap, "ax"
.balign 64
.globl machine_trap_entry
machine_trap_entry:
  region REGION_M_ENTRY
  csrrw sp, mscratch, sp
  addi sp, sp, -MACHINE_FRAME_BYTES
  for_most_registers sd, sp
  sd a0, 80(sp)
  csrr t0, mscratch
  sd zero, 0(sp)
  sd t0, 16(sp)
  save_csr mepc, MACHINE_FRAME_MEPC
  save_csr mstatus, MACHINE_FRAME_MSTATUS
  save_csr mcause, MACHINE_FRAME_MCAUSE
  save_csr mtval, MACHINE_FRAME_MTVAL
  save_csr mtval2, MACHINE_FRAME_MTVAL2
  save_csr mtinst, MACHINE_FRAME_MTINST

  mv a0, sp
  call handle_machine_trap

  region REGION_M_RETURN
  restore_csr mepc, MACHINE_FRAME_MEPC
  restore_csr mstatus, MACHINE_FRAME_MSTATUS
  restore_csr mscratch, 16
  for_most_registers ld, sp
  ld a0, 80(sp)
  addi sp, sp, MACHINE_FRAME_BYTES
  csrrw sp, mscratch, sp
  mret
