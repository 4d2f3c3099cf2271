/* The hypervisor begins, in HS mode without translation, a0: hart, a1: harts. */
#include "hypervisor/host.h"
#include "privileged/memory_map.h"

.text
.globl hypervisor_start
hypervisor_start:
  la sp, host_stacks
  addi t0, a0, 1
  li t1, HOST_STACK_BYTES + STACK_COLOUR
  mul t0, t0, t1
  add sp, sp, t0
  la t0, host_entry
  csrw stvec, t0
  csrw sscratch, zero
  call start_hart /* returns the hart's structure */
  mv tp, a0
  j start_monitor

.section .bss.host_stacks, "aw", @nobits
.balign 64
host_stacks: .zero MAX_GUEST_HARTS * (HOST_STACK_BYTES + STACK_COLOUR)
