/* Waiting on a reservation set: hart 0 waits for the store of hart 1; the short wait ends without any. */
#include "environment.h"

start_harts
  csrr t0, mhartid
  la a0, flag
  beqz t0, waiter
  li t1, 1
  beq t0, t1, signaller
9: j 9b

signaller:
  li t0, 500
1: addi t0, t0, -1
  bnez t0, 1b
  li t0, 1
  sw t0, 0(a0)
9: j 9b

waiter:
  wrs.nto /* no reservation: nothing to wait for */
  wrs.sto
  la a1, quiet
  lr.w t0, (a1)
  csrr s7, mcycle
  wrs.sto
  csrr s8, mcycle
  sub s8, s8, s7
  li gp, 1
  li t0, 20
  bgtu s8, t0, 1f /* it did wait */
  j exit_with_gp
1:
  li s7, 0
wait:
  addi s7, s7, 1
  lr.w t0, (a0)
  bnez t0, 1f
  wrs.nto
  j wait
1:
  li gp, 2
  li t0, 20
  bltu s7, t0, 1f /* asleep most of the time */
  j exit_with_gp
1:
  pass

  .data
  .balign 64
flag: .word 0
  .balign 64
quiet: .word 0
