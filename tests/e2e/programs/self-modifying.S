/* Code that hart 0 rewrites, executed by hart 0 and then by hart 1, each behind its fence.i; several rounds. */
#include "environment.h"

start_harts
  csrr t0, mhartid
  li t1, 1
  beqz t0, writer
  beq t0, t1, reader
9: j 9b

  .option norvc
writer:
  la a0, patched
  la a1, round
  la a2, seen
  li s7, 1
next_round:
  slli t0, s7, 20 /* addi a7, x0, round */
  li t1, 0x00000893
  or t0, t0, t1
  sw t0, 0(a0)
  fence.i
  call patched
  check_equal 1, a7, s7
  fence w, w
  sw s7, 0(a1)
  lw t0, harts
  beqz t0, 2f
1: lw t0, 0(a2)
  bne t0, s7, 1b
2: addi s7, s7, 1
  li t0, 20
  bne s7, t0, next_round
  pass

reader:
  la a1, round
  la a2, seen
  la t1, harts
  li s7, 1
  sw s7, 0(t1)
wait:
  lw t0, 0(a1)
  blt t0, s7, wait
  mv s7, t0
  fence r, rw
  fence.i
  call patched
  check_equal 2, a7, s7
  sw s7, 0(a2)
  addi s7, s7, 1
  j wait

  .balign 64
patched:
  li a7, 0
  ret

  .data
  .balign 64
round: .word 0
  .balign 64
seen: .word 0
  .balign 64
harts: .word 0 /* set by a second hart, if there is one */
