/* The guest begins, in VS mode without translation, a0: hart, a1: harts. The code reaches its memory relative to pc, so
   it runs at guest physical addresses until translation is on. The program runs in VU mode. */
#include "privileged/csr.h"
#include "privileged/memory_map.h"

.section .text.start_guest, "ax"
.globl guest_start
guest_start:
  mv s0, a0
  mv s1, a1
  li t0, TWO_PAGES
  mul t0, t0, a0
  li t1, STACK_COLOUR
  mul t1, t1, a0
  andi t1, t1, STACK_COLOURS - 1
  sub s2, t0, t1
  li t0, GUEST_STACKS + PAGE_BYTES
  add s2, s2, t0 /* the kernel's stack, by its virtual address */
  li s3, GUEST_OFFSET
  sub sp, s2, s3

  la s4, tables_are_built
  bnez s0, 2f
  call build_guest_tables
  fence rw, w
  li t0, 1
  sw t0, (s4)
2:
  lw t0, (s4)
  beqz t0, 2b
  fence r, rw

  /* The first fetch with translation on faults, and so goes to the same place by its virtual address. */
  call guest_satp
  la t0, 3f
  add t0, t0, s3
  csrw stvec, t0
  sfence.vma
  csrw satp, a0
  .balign 4
3:
  la t0, kernel_trap_entry
  csrw stvec, t0
  li t0, STATUS_SPP
  csrc sstatus, t0
  li t0, STATUS_SPIE
  csrs sstatus, t0
  csrw sscratch, s2
  li t0, PAGE_BYTES
  add sp, s2, t0 /* the program's stack */
  la t0, run_hart
  csrw sepc, t0
  mv a0, s0
  mv a1, s1
  sret

.data
.balign 64
tables_are_built: .word 0
.balign 64
