/* The host's console: single characters, then the system call that writes a text; its result comes back in place. */
#include "environment.h"

start_first_hart

main:
  la a0, tohost
  la a1, letters
next_letter:
  lbu t0, 0(a1)
  beqz t0, text
  li t1, 0x0101000000000000
  or t0, t0, t1
1: ld t2, 0(a0) /* the host has taken the one before */
  bnez t2, 1b
  sd t0, 0(a0)
  addi a1, a1, 1
  j next_letter
text:
  ld t2, 0(a0)
  bnez t2, text
  la t0, call
  la t1, sentence
  sd t1, 16(t0)
  fence rw, w
  la t2, fromhost
  sd x0, 0(t2)
  sd t0, 0(a0)
1: ld t1, 0(t2)
  beqz t1, 1b
  sd x0, 0(t2)
  ld t1, 0(t0)
  check 1, t1, sentence_end - sentence
  li t1, 9999 /* a call that the host does not know */
  sd t1, 0(t0)
2: ld t1, 0(a0)
  bnez t1, 2b
  sd t0, 0(a0)
1: ld t1, 0(t2)
  beqz t1, 1b
  ld t1, 0(t0)
  check 2, t1, -38
  pass

  .data
  .balign 64
call: .dword 64, 1, 0, sentence_end - sentence, 0, 0, 0, 0
letters: .asciz "one by one\n"
  .balign 64
  .zero 40
sentence: .ascii "a sentence that spans more than one cache line of sixty-four bytes\n"
sentence_end:
