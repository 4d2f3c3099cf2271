/* Every synchronous cause, with mcause, mepc and mtval, and that a trapping instruction changes nothing. */
#include "environment.h"

start_first_hart

main:
  .option norvc
  li s5, 0
  expect_trap 1, 2, .word 0
  li s5, 0xffffffff
  expect_trap 2, 2, .word 0xffffffff
  li s5, 0xc0001073 /* a write to a read-only register */
  expect_trap 3, 2, csrrw x0, cycle, x0

  la s5, word
  addi s5, s5, 2
  expect_trap 10, 6, amoadd.w t0, t1, (s5)
  expect_trap 11, 4, lr.w t0, (s5)
  expect_trap 12, 6, sc.w t0, t1, (s5)
  addi s5, s5, 2
  expect_trap 13, 6, amoswap.d t0, t1, (s5)
  addi s5, s5, -3
  expect_trap 14, 6, amoadd.h t0, t1, (s5)
  addi s5, s5, 7
  expect_trap 15, 6, amocas.q t3, t1, (s5)

  li s5, 0x40000000 /* nothing lives here */
  li t0, 77
  expect_trap 20, 5, ld t0, 0(s5)
  check 21, t0, 77
  expect_trap 22, 7, sd t0, 0(s5)
  expect_trap 23, 7, amoor.w t0, t1, (s5)
  check 24, t0, 77
  expect_trap 25, 5, lr.d t0, (s5)
  expect_trap_at_target 26, 1, jalr t0, s5
  li t1, 77
  check 27, t1, 77
  la t1, 1f /* the jump itself had retired: its link is written */
  la s1, 1f
  jalr t0, s5
1: check_equal 28, t0, t1
  li s5, 0x8000000000000000
  expect_trap 29, 5, lb t0, 0(s5)
  li s5, -2
  expect_trap_at_target 30, 1, jr s5

  la s5, 1f
  la s1, 2f
1: ebreak
2: check 40, s2, 3
  check_equal 41, s3, s5
  check_equal 42, s4, s5
  .option rvc
  la s5, 1f
  la s1, 2f
1: c.ebreak
2: check 43, s2, 3
  check_equal 44, s4, s5
  .option norvc
  li s5, 0
  expect_trap 45, 11, ecall

  /* user mode: its call, and what it must not touch */
  li t0, MSTATUS_MPP
  csrc mstatus, t0
  la t0, 3f
  csrw mepc, t0
  mret
3: expect_trap 50, 8, ecall
  li s5, 0x300022f3
  expect_trap 51, 2, csrr t0, mstatus
  li s5, 0x30200073
  expect_trap 52, 2, mret
  la s1, 4f
  li s6, 1
  ecall
4: csrr t0, mscratch /* machine mode again */
  pass

  .data
  .balign 16
word: .dword 0, 0, 0
