/* The way programs of the public test suites come up: each group of registers that may be absent is written with the
   trap vector on the label behind it; then user mode by mret, and out again by an environment call. */
#include "environment.h"

.macro trap_behind
  la t0, 3f
  csrw mtvec, t0
.endm
.macro here
  .balign 4
3:
.endm

start_first_hart

main:
  trap_behind
  csrwi 0x744, 8
  here
  trap_behind
  csrwi satp, 0
  here
  trap_behind
  li t1, -1
  csrw pmpaddr0, t1
  li t1, 0x1f
  csrw pmpcfg0, t1
  here
  trap_behind
  csrwi mie, 0
  csrwi medeleg, 0
  csrwi mideleg, 0
  here
  csrwi mstatus, 0

  csrr t0, misa
  srli t0, t0, 62
  check 1, t0, 2
  csrr t0, mhartid
  check 2, t0, 0
  csrr t0, pmpaddr0 /* accepted, 54 bits kept */
  li t1, 0x003fffffffffffff
  check_equal 3, t0, t1

  la t0, from_user
  csrw mtvec, t0
  la t0, user
  csrw mepc, t0
  mret
user:
  li a0, 42
call:
  ecall
  li gp, 4
  j exit_with_gp

  .balign 4
from_user:
  csrr t0, mcause
  check 5, t0, 8
  csrr t0, mepc
  la t1, call
  check_equal 6, t0, t1
  csrr t0, mstatus
  li t1, MSTATUS_MPP
  and t0, t0, t1
  check 7, t0, 0
  check 8, a0, 42
  pass
