/* External interrupts through the PLIC: for M mode, for S mode and, handed on by the hypervisor, for a guest. */
#include "environment.h"

#define PLIC 0x0c000000
#define PLIC_MACHINE_ENABLE (PLIC + 0x2000)
#define PLIC_SUPERVISOR_ENABLE (PLIC + 0x2080)
#define PLIC_MACHINE_CLAIM (PLIC + 0x200004)
#define PLIC_SUPERVISOR_THRESHOLD (PLIC + 0x201000)
#define PLIC_SUPERVISOR_CLAIM (PLIC + 0x201004)
#define DOORBELL 0x10010000
#define INTERRUPT 0x8000000000000000
#define SOURCE 3
#define MIE_EXTERNAL 0x800
#define SIE_EXTERNAL 0x200
#define HVIP_EXTERNAL 0x400
#define HSTATUS_SPV 0x80
#define SSTATUS_SPP 0x100
#define SSTATUS_SPIE 0x20
#define SSTATUS_SIE 2

.macro write address, value
  li t0, \address
  li t1, \value
  sw t1, (t0)
.endm
.macro read register, address
  li t0, \address
  lw \register, (t0)
.endm
/* Waits until a line is seen in this register. */
.macro await csr, bits
8: csrr t0, \csr
  li t1, \bits
  and t0, t0, t1
  beqz t0, 8b
.endm

start_first_hart

main: /* first by hand, in M mode */
  write PLIC + 4 * SOURCE, 2
  write PLIC_MACHINE_ENABLE, 1 << SOURCE
  csrr t0, mip
  check 1, t0, 0
  write DOORBELL + 4 * SOURCE, 1
  await mip, MIE_EXTERNAL
  read a0, PLIC_MACHINE_CLAIM
  check 2, a0, SOURCE
  read a0, PLIC_MACHINE_CLAIM
  check 3, a0, 0
  write DOORBELL + 4 * SOURCE, 0
  write PLIC_MACHINE_CLAIM, SOURCE
  write PLIC_MACHINE_ENABLE, 0
  /* S mode, which a threshold keeps quiet at first */
  li t0, -1
  csrw mideleg, t0
  csrw medeleg, t0
  li t0, 1 << 9 /* the last call comes to M mode */
  csrc medeleg, t0
  write PLIC_SUPERVISOR_ENABLE, 1 << SOURCE
  write PLIC_SUPERVISOR_THRESHOLD, 2
  write DOORBELL + 4 * SOURCE, 1
  read a0, PLIC_SUPERVISOR_CLAIM
  check 4, a0, 0
  la t0, machine_end
  csrw mtvec, t0
  li t0, 0x1800
  csrc mstatus, t0
  li t0, 0x800
  csrs mstatus, t0
  la t0, supervisor
  csrw mepc, t0
  mret
  .balign 4
machine_end:
  csrr t0, mcause
  check 90, t0, 9
  pass

supervisor:
  la t0, supervisor_trap
  csrw stvec, t0
  li s7, 0
  li t0, SIE_EXTERNAL
  csrw sie, t0
  csrsi sstatus, SSTATUS_SIE
  nop
  check 5, s7, 0
  write PLIC_SUPERVISOR_THRESHOLD, 1
1: beqz s7, 1b
  check 6, s7, 1
  check 7, s8, SOURCE
  csrr t0, sip
  check 8, t0, 0

  /* a guest that waits for its own; the hypervisor hands the next one on */
  csrci sstatus, SSTATUS_SIE
  li t0, HVIP_EXTERNAL
  csrw hideleg, t0
  la t0, guest_trap
  csrw vstvec, t0
  la t0, guest
  csrw sepc, t0
  li t0, HSTATUS_SPV
  csrs hstatus, t0
  li t0, SSTATUS_SPP
  csrs sstatus, t0
  li s9, 0
  sret

guest:
  li t0, SIE_EXTERNAL
  csrw sie, t0
  csrsi sstatus, SSTATUS_SIE
  write DOORBELL + 4 * SOURCE, 1
1: beqz s9, 1b
  li a7, 1
  ecall

  .balign 4
guest_trap: /* with the cause that an operating system knows */
  csrr t0, scause
  li t1, INTERRUPT | 9
  check_equal 20, t0, t1
  li s9, 1
  li t0, SSTATUS_SPIE /* no further one */
  csrc sstatus, t0
  sret

  .balign 4
supervisor_trap:
  csrr t2, scause
  li t1, 10
  beq t2, t1, guest_calls
  li t1, INTERRUPT | 9
  check_equal 30, t2, t1
  addi s7, s7, 1
  read s8, PLIC_SUPERVISOR_CLAIM
  write DOORBELL + 4 * SOURCE, 0
  write PLIC_SUPERVISOR_CLAIM, SOURCE
8: csrr t0, sip /* until the level has gone */
  bnez t0, 8b
  li t1, 2
  bne s7, t1, 1f
  li t0, HVIP_EXTERNAL
  csrs hvip, t0
1: sret
guest_calls:
  check 31, s7, 2
  csrr t0, hip
  check 32, t0, HVIP_EXTERNAL
  csrw hvip, zero
  csrr t0, hip
  check 33, t0, 0
  csrr t0, hstatus
  andi t0, t0, HSTATUS_SPV
  check 34, t0, HSTATUS_SPV
  ecall
