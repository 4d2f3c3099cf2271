/* A hart without byte and halfword atomics refuses all of them and changes nothing. */
#include "environment.h"

start_first_hart

main:
  .option norvc
  la a0, cell
  li t1, 1
  li t0, 77
  lwu s5, byte_add
  expect_trap 1, 2, amoadd.b t0, t1, (a0)
  lwu s5, half_minimum
  expect_trap 2, 2, amominu.h.aqrl t0, t1, (a0)
  lwu s5, byte_compare
  expect_trap 3, 2, amocas.b t0, t1, (a0)
  check 4, t0, 77
  ld t0, 0(a0)
  check 5, t0, 0
  expect_no_trap 6, amoadd.w t0, t1, (a0)
  expect_no_trap 7, amocas.w t0, t1, (a0)
  pass

  .balign 4
byte_add: amoadd.b t0, t1, (a0)
half_minimum: amominu.h.aqrl t0, t1, (a0)
byte_compare: amocas.b t0, t1, (a0)

  .data
  .balign 64
cell: .dword 0
