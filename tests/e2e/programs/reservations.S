/* When a store-conditional must succeed and when it must fail, on one hart. */
#include "environment.h"

start_first_hart

main:
  la a0, cell
  la a1, other
  li a2, 5
  sc.w t0, a2, (a0)
  check 1, t0, 1
1: lr.w t1, (a0)
  sc.w t0, a2, (a0)
  bnez t0, 1b /* may fail now and then, but not for ever */
  lw t1, 0(a0)
  check 2, t1, 5

  sc.w t0, x0, (a0) /* the reservation is used up */
  check 3, t0, 1
  lr.w t1, (a0)
  sc.w t0, x0, (a1)
  check 4, t0, 1
  sc.w t0, x0, (a0) /* the failed one took it along */
  check 5, t0, 1

  lr.w t1, (a0)
  la s1, 1f
  ecall
1: sc.w t0, x0, (a0)
  check 6, t0, 1
  lr.w t1, (a0)
  la s1, 1f
  li s5, 0
  .word 0
1: sc.w t0, x0, (a0)
  check 7, t0, 1

1: lr.d t1, (a1)
  addi t1, t1, 1
  sc.d.aqrl t0, t1, (a1)
  bnez t0, 1b
  ld t1, 0(a1)
  check 8, t1, 1
  lw t1, 0(a0)
  check 9, t1, 5
  pass

  .data
  .balign 64
cell: .word 0
  .balign 64
other: .dword 0
