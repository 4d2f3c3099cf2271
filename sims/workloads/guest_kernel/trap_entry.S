/* Traps to the guest's kernel. sscratch holds the kernel's stack while the program runs in VU mode, and 0 otherwise. */
#include "guest_kernel/kernel_frame.h"
#include "guest_numbers.h"
#include "privileged/csr.h"
#include "privileged/registers.h"

.text
.balign 64
.globl kernel_trap_entry
kernel_trap_entry:
  region REGION_GUEST_ENTRY
  csrrw sp, sscratch, sp
  bnez sp, 1f
  csrr sp, sscratch
1:
  addi sp, sp, -KERNEL_FRAME_BYTES
  for_most_registers sd, sp
  sd a0, 80(sp)
  csrrw t0, sscratch, zero
  csrr t1, sepc
  csrr t2, sstatus
  csrr t3, scause
  csrr t4, stval
  sd t0, 16(sp)
  sd t1, KERNEL_FRAME_SEPC(sp)
  sd t2, KERNEL_FRAME_SSTATUS(sp)
  sd t3, KERNEL_FRAME_SCAUSE(sp)
  sd t4, KERNEL_FRAME_STVAL(sp)

  mv a0, sp
  call handle_kernel_trap

  region REGION_GUEST_ENTRY
  ld t1, KERNEL_FRAME_SEPC(sp)
  ld t2, KERNEL_FRAME_SSTATUS(sp)
  csrw sepc, t1
  csrw sstatus, t2
  andi t2, t2, STATUS_SPP
  bnez t2, 1f
  addi t0, sp, KERNEL_FRAME_BYTES
  csrw sscratch, t0
1:
  for_most_registers ld, sp
  ld a0, 80(sp)
  ld sp, 16(sp)
  sret
