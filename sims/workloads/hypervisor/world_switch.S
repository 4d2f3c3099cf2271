/* The world switch, with the operations of KVM's in Linux 6.12: on entry 35 loads and 28 stores, on exit 28 and 35.
   enter_guest is a function call to C: it returns at the next trap that comes to HS mode. sscratch holds the vcpu while
   the guest runs. The harts have neither F nor D, so there is no floating-point state to switch. */
#include "guest_numbers.h"
#include "hypervisor/vcpu.h"

/* ra, sp, gp, tp, s0, s1, a1 to a7, s2 to s11 */
.macro for_host_registers instruction
  .irp n, 1, 2, 3, 4, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
  \instruction x\n, HOST_X + 8 * \n(a0)
  .endr
.endm
/* all but a0 */
.macro for_guest_registers instruction
  .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
  \instruction x\n, GUEST_X + 8 * \n(a0)
  .endr
.endm

.text
.globl enter_guest
.type enter_guest, @function
enter_guest:
  region REGION_REGISTERS_IN
  for_host_registers sd

  region REGION_CSRS_IN
  ld t0, GUEST_SSTATUS(a0)
  ld t1, GUEST_HSTATUS(a0)
  ld t2, GUEST_SCOUNTEREN(a0)
  la t3, guest_exit
  ld t5, GUEST_SEPC(a0)
  csrrw t0, sstatus, t0
  csrrw t1, hstatus, t1
  csrrw t2, scounteren, t2
  csrrw t3, stvec, t3
  csrrw t4, sscratch, a0
  csrw sepc, t5
  sd t0, HOST_SSTATUS(a0)
  sd t1, HOST_HSTATUS(a0)
  sd t2, HOST_SCOUNTEREN(a0)
  sd t3, HOST_STVEC(a0)
  sd t4, HOST_SSCRATCH(a0)

  region REGION_REGISTERS_IN
  for_guest_registers ld
  ld a0, GUEST_X + 80(a0)
  sret
.size enter_guest, . - enter_guest

  .balign 4
.type guest_exit, @function
guest_exit:
  region REGION_REGISTERS_OUT
  csrrw a0, sscratch, a0
  for_guest_registers sd

  region REGION_CSRS_OUT
  ld t1, HOST_STVEC(a0)
  ld t2, HOST_SSCRATCH(a0)
  ld t3, HOST_SCOUNTEREN(a0)
  ld t4, HOST_HSTATUS(a0)
  ld t5, HOST_SSTATUS(a0)
  csrr t0, sepc
  csrrw t2, sscratch, t2 /* the guest's a0 */
  csrw stvec, t1
  csrrw t3, scounteren, t3
  csrrw t4, hstatus, t4
  csrrw t5, sstatus, t5
  sd t2, GUEST_X + 80(a0)
  sd t0, GUEST_SEPC(a0)
  sd t3, GUEST_SCOUNTEREN(a0)
  sd t4, GUEST_HSTATUS(a0)
  sd t5, GUEST_SSTATUS(a0)

  region REGION_REGISTERS_OUT
  for_host_registers ld
  ret
.size guest_exit, . - guest_exit
