/* A byte AMO of a VS kernel, performed, or passed on by M mode to HS mode that skips it. Labels begin each part, so that
   what each part does can be counted. Ends with 0; with 1 after a trap that it does not expect. */
#include "environment.h"

#define MSTATUS_MPV 0x8000000000
#define MSTATUS_MPP_S 0x800
#define HSTATUS_SPV 0x80
#define SSTATUS_SPP 0x100
#define ILLEGAL_INSTRUCTION 2
#define ECALL_FROM_VS 10

.macro label number
  sltiu x0, x0, \number
.endm

start_first_hart

main:
  .option norvc
  la t0, machine_trap
  csrw mtvec, t0
  la t0, guest
  csrw mepc, t0
  li t0, MSTATUS_MPP
  csrc mstatus, t0
  li t0, MSTATUS_MPV | MSTATUS_MPP_S
  csrs mstatus, t0
  la a2, counter
  slti x0, x0, 1 /* the region of interest begins */
  mret

guest:
  label 10
  .rept 7
  nop
  .endr
  amoadd.b a0, a1, (a2)
  lb a0, (a2)
  label 63 /* names no region */
  ecall

  .balign 4
machine_trap:
  label 1
  csrr t0, mcause
  li t1, ECALL_FROM_VS
  beq t0, t1, finished
  li t1, ILLEGAL_INSTRUCTION
  bne t0, t1, unexpected
  label 3
  csrr t0, mepc
  csrw sepc, t0
  li t0, MSTATUS_MPV
  csrc mstatus, t0
  li t0, HSTATUS_SPV
  csrs hstatus, t0
  li t0, SSTATUS_SPP
  csrs sstatus, t0
  la t0, hypervisor_trap
  csrw mepc, t0
  mret

hypervisor_trap:
  label 5
  csrr t0, sepc
  addi t0, t0, 4
  csrw sepc, t0
  sret

finished:
  slti x0, x0, 2
  li gp, 0
  la t0, exit_with_gp
  jr t0
unexpected:
  li gp, 1
  la t0, exit_with_gp
  jr t0

  .data
  .balign 64
counter: .dword 0
