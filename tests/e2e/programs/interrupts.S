/* Software and timer interrupts through the ACLINT, and wfi: hart 0 raises, hart 1 waits and answers. */
#include "environment.h"

start_harts
  csrr t0, mhartid
  beqz t0, first
  li t1, 1
  beq t0, t1, second
9: j 9b

  .balign 4
interrupted: /* counts in s7, keeps the cause, takes the request back */
  csrr s2, mcause
  addi s7, s7, 1
  csrr t5, mhartid
  slli t4, t5, 2
  li t6, ACLINT_MSIP
  add t4, t4, t6
  sw x0, 0(t4)
  slli t4, t5, 3
  li t6, ACLINT_MTIMECMP
  add t4, t4, t6
  li t6, -1
  sd t6, 0(t4)
8: csrr t6, mip /* until the level has gone */
  andi t6, t6, MIE_SOFTWARE | MIE_TIMER
  bnez t6, 8b
  mret

second: /* sleeps until hart 0 calls, taking the interrupt */
  la t0, interrupted
  csrw mtvec, t0
  li s7, 0
  li t0, MIE_SOFTWARE
  csrw mie, t0
  la a0, asleep
  li t0, 1
  sw t0, 0(a0)
  csrsi mstatus, MSTATUS_MIE
1: wfi
  beqz s7, 1b
  li t0, 0x8000000000000003
  bne s2, t0, 2f
  la a0, answered
  sw s7, 0(a0)
2: wfi
  j 2b

first:
  la t0, interrupted
  csrw mtvec, t0
  li s7, 0
  la a0, asleep
1: lw t0, 0(a0)
  beqz t0, 1b
  li t0, 200 /* time to fall asleep */
1: addi t0, t0, -1
  bnez t0, 1b
  li a1, ACLINT_MSIP
  li t0, 1
  sw t0, 4(a1)
  la a0, answered
1: lw t0, 0(a0)
  beqz t0, 1b
  check 1, t0, 1
  lw t0, 4(a1)
  check 2, t0, 0

  /* its own software interrupt, first masked */
  li t0, MIE_SOFTWARE
  csrw mie, t0
  li t0, 1
  sw t0, 0(a1)
1: csrr t0, mip
  andi t0, t0, MIE_SOFTWARE
  beqz t0, 1b
  check 3, s7, 0
  csrsi mstatus, MSTATUS_MIE
  nop
  check 4, s7, 1
  li t0, 0x8000000000000003
  check_equal 5, s2, t0

  /* the timer, taken out of a wait; mtime moves on by itself */
  li t0, MIE_TIMER
  csrw mie, t0
  li a2, ACLINT_MTIME
  ld a3, 0(a2)
  addi a3, a3, 50
  li a4, ACLINT_MTIMECMP
  sd a3, 0(a4)
1: wfi
  li t0, 2
  bne s7, t0, 1b
  li t0, 0x8000000000000007
  check_equal 6, s2, t0
  ld t0, 0(a2)
  li gp, 7
  bgeu t0, a3, 1f
  j exit_with_gp
1:
  /* a waiting hart goes on without a trap when interrupts are off */
  csrci mstatus, MSTATUS_MIE
  ld a3, 0(a2)
  addi a3, a3, 50
  sd a3, 0(a4)
  wfi
  check 8, s7, 2
  csrr t0, mip
  andi t0, t0, MIE_TIMER
  check 9, t0, MIE_TIMER
  rdtime t0
  li gp, 10
  bgeu t0, a3, 1f
  j exit_with_gp
1:
  pass

  .data
  .balign 64
asleep: .word 0
  .balign 64
answered: .word 0
