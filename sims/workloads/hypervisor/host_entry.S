/* Traps of the hypervisor itself: calls of its process, and interrupts of either. In the hypervisor sscratch is 0 and tp
   the hart's structure; in the process the other way round. While a guest runs, traps go to world_switch.S instead. */
#include "guest_numbers.h"
#include "hypervisor/host.h"
#include "privileged/csr.h"
#include "privileged/registers.h"

.text
.balign 64
.globl host_entry
host_entry:
  region REGION_SYSTEM_CALL
  csrrw tp, sscratch, tp
  bnez tp, 1f
  region REGION_HOST_INTERRUPT
  csrr tp, sscratch
  sd sp, HOST_HART_USER_SP(tp)
  j 2f
1:
  sd sp, HOST_HART_USER_SP(tp)
  ld sp, HOST_HART_KERNEL_SP(tp)
2:
  addi sp, sp, -HOST_FRAME_BYTES
  for_most_registers sd, sp
  sd a0, 80(sp)
  ld t0, HOST_HART_USER_SP(tp)
  csrrw t1, sscratch, zero
  csrr t2, sepc
  csrr t3, sstatus
  sd t0, 16(sp)
  sd t1, 32(sp)
  sd t2, HOST_FRAME_SEPC(sp)
  sd t3, HOST_FRAME_SSTATUS(sp)

  mv a0, sp
  call handle_host_trap

leave_host:
  ld t2, HOST_FRAME_SEPC(sp)
  ld t3, HOST_FRAME_SSTATUS(sp)
  csrw sepc, t2
  csrw sstatus, t3
  andi t3, t3, STATUS_SPP
  bnez t3, 1f
  csrw sscratch, tp
1:
  for_most_registers ld, sp
  ld a0, 80(sp)
  ld sp, 16(sp)
  sret

/* Into the process for the first time, on a frame that C prepares. */
.globl start_monitor
start_monitor:
  addi sp, sp, -HOST_FRAME_BYTES
  mv a0, sp
  call prepare_monitor
  j leave_host
