/* Device registers: plain accesses of the right size work, atomics and everything else fault. */
#include "environment.h"

start_first_hart

main:
  .option norvc
  li s5, ACLINT_MTIMECMP
  li t1, 0x1122334455667788
  expect_no_trap 1, sd t1, 0(s5)
  expect_no_trap 2, lwu t0, 4(s5)
  check 3, t0, 0x11223344

  expect_trap 10, 7, amoadd.w t0, t1, (s5)
  expect_trap 11, 7, amoswap.d t0, t1, (s5)
  expect_trap 12, 7, amoor.b t0, t1, (s5)
  expect_trap 13, 7, amocas.d t0, t1, (s5)
  expect_trap 14, 5, lr.w t0, (s5)
  expect_trap 15, 7, sc.w t0, t1, (s5)
  ld t0, 0(s5)
  li t1, 0x1122334455667788
  check_equal 16, t0, t1

  expect_trap 20, 5, lb t0, 0(s5)
  expect_trap 21, 7, sh t0, 0(s5)
  addi s5, s5, 2
  expect_trap 22, 4, lw t0, 0(s5)
  expect_trap 23, 6, sw t0, 0(s5)
  expect_trap 24, 6, amoadd.w t0, t1, (s5)
  li s5, ACLINT_MSIP + 0x3000 /* of a hart that does not exist */
  expect_trap 25, 5, lw t0, 0(s5)
  expect_trap 26, 7, sw t0, 0(s5)
  expect_trap_at_target 27, 1, jr s5
  pass
