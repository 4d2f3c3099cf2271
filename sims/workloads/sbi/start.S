/* Where every hart begins, in M mode, with the number of harts in a1: sets M mode up as OpenSBI does and enters the
   hypervisor in HS mode with its number in a0 and the number of harts that take part in a1. */
#include "participants.h"
#include "privileged/csr.h"
#include "privileged/memory_map.h"

/* Calls, page faults and breakpoints; of a guest also what only HS mode understands. Never the illegal instruction. */
#define DELEGATED (1 << 0 | 1 << 3 | 1 << 8 | 1 << 12 | 1 << 13 | 1 << 15 | 1 << 10 | 1 << 20 | 1 << 21 | 1 << 22 | 1 << 23)
#define DELEGATED_INTERRUPTS (1 << 1 | 1 << 5 | 1 << 9)

.section .text.start, "ax"
.globl _start
_start:
  begin_as_participant

  la sp, machine_stacks
  addi t0, s0, 1
  li t1, HOST_STACK_BYTES + STACK_COLOUR
  mul t0, t0, t1
  add sp, sp, t0
  li t0, MAX_GUEST_HARTS
  bgtu s1, t0, too_many_harts

  la t0, machine_trap_entry
  csrw mtvec, t0
  csrw mscratch, sp
  li t0, -1
  csrw pmpaddr0, t0
  csrw mcounteren, t0
  csrw menvcfg, t0
  csrw mstateen0, t0
  li t0, 0x1f /* one NAPOT region over everything: read, write, execute */
  csrw pmpcfg0, t0
  li t0, DELEGATED
  csrw medeleg, t0
  li t0, DELEGATED_INTERRUPTS
  csrw mideleg, t0
  call read_policy

  li t0, STATUS_MPP
  csrc mstatus, t0
  li t0, STATUS_MPP_SUPERVISOR
  csrs mstatus, t0
  la t0, hypervisor_start
  csrw mepc, t0
  mv a0, s0
  mv a1, s1
  mret

too_many_harts:
  bnez s0, park_hart
  la sp, machine_stacks + HOST_STACK_BYTES
  call refuse_hart_count

park_hart:
  csrw mie, zero
1:
  wfi
  j 1b

.section .bss.machine_stacks, "aw", @nobits
.balign 64
machine_stacks: .zero MAX_GUEST_HARTS * (HOST_STACK_BYTES + STACK_COLOUR)
