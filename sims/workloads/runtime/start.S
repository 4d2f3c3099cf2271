/* Where every hart begins, in M-mode, with the number of harts in a1: sets up the firmware and the hart's stacks and
   drops to U-mode, in which every variant runs so that all pay the same. */
#include "participants.h"
#include "stack_layout.h"

.section .text.start, "ax"
.globl _start
_start:
  begin_as_participant
  li t0, MAX_HARTS
  bgeu s0, t0, park_hart

  la t0, trap_entry
  csrw mtvec, t0
  li t0, -1
  csrw pmpaddr0, t0
  csrw mcounteren, t0
  li t0, 0x1f /* one NAPOT region over everything: read, write, execute */
  csrw pmpcfg0, t0

  la sp, amoeba_stacks
  addi t0, s0, 1
  li t1, HART_STACK_STRIDE
  mul t0, t0, t1
  add sp, sp, t0
  csrw mscratch, sp
  addi sp, sp, -FIRMWARE_STACK_BYTES

  li t0, 0x1800 /* mstatus.MPP = U */
  csrc mstatus, t0
  la t0, run_hart
  csrw mepc, t0
  mv a0, s0
  mv a1, s1
  mret

.globl park_hart
park_hart:
  csrw mie, zero
1:
  wfi
  j 1b
