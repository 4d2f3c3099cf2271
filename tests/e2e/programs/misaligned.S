/* Loads and stores at every offset across a line's end, where the hart does them in hardware. */
#include "environment.h"

/* Stores `value` at a0, then compares what single bytes and the load see. Clobbers t0 to t4. */
.macro round_trip number, store, load, bytes, value
  li t0, \value
  \store t0, 0(a0)
  li t1, 0
  li t2, \bytes
1: addi t2, t2, -1
  add t3, a0, t2
  lbu t4, 0(t3)
  slli t1, t1, 8
  or t1, t1, t4
  bnez t2, 1b
  check_equal \number, t1, t0
  \load t1, 0(a0)
  check_equal \number, t1, t0
.endm

start_first_hart

main:
  la a1, area
  la a2, area_end - 8
  li s8, 0xa5
next:
  mv a0, a1
  sb s8, -1(a0)
  sb s8, 8(a0)
  round_trip 1, sd, ld, 8, 0x8877665544332211
  lbu t0, -1(a0)
  check_equal 2, t0, s8
  lbu t0, 8(a0)
  check_equal 3, t0, s8
  round_trip 4, sw, lwu, 4, 0x0000000089abcdef
  round_trip 5, sh, lhu, 2, 0x000000000000fedc
  lw t0, 0(a0)
  lwu t1, 0(a0)
  sext.w t1, t1
  check_equal 6, t0, t1
  ld t0, 0(a0) /* the narrow stores changed the low half only */
  li t1, 0x8877665589abfedc
  check_equal 7, t0, t1
  addi a1, a1, 1
  bleu a1, a2, next
  pass

  .data
  .balign 64
  .zero 40
area: .zero 96
area_end:
  .zero 16
