/* A hypervisor and its guest, each level checking what it sees: M mode builds the tables and enters HS mode, that enters
   a VS kernel with two-stage translation, that runs a loop of byte AMOs in VU mode. On the way: a virtual instruction,
   guest-page faults on a missing page, timer interrupts for the guest (vstimecmp) and for the hypervisor (stimecmp), a
   call of the user to its kernel and one of the kernel to the hypervisor, and the hypervisor's own loads and stores.

   The guest's pages lie one after the other from guest_pages; it sees them at GUEST_VIRTUAL, and as guest physical
   memory at GUEST_PHYSICAL. The guest's user has the a-registers, its kernel the
   t-registers but t6 besides, the hypervisor the others. */
#include "environment.h"

#define PAGE 0x1000
#define GUEST_VIRTUAL 0x00400000
#define GUEST_PHYSICAL 0x40000000
#define MISSING_GUEST_PAGE 100 /* in guest physical memory, until the hypervisor maps it */
#define MISSING_VIRTUAL (GUEST_VIRTUAL + 8 * PAGE)
#define ASID 5
#define VMID 3
#define ADDITIONS 600

#define PTE_V 0x01
#define PTE_KERNEL_CODE 0x4b /* A X R V */
#define PTE_KERNEL_DATA 0xc7 /* D A W R V */
#define PTE_USER_CODE 0x5b   /* A U X R V */
#define PTE_USER_DATA 0xd7   /* D A U W R V */
#define PTE_HOST 0xdf        /* D A U X W R V */

#define SV39 0x8000000000000000
#define STCE 0x8000000000000000
#define HSTATUS_GVA 0x40
#define HSTATUS_SPV 0x80
#define HSTATUS_SPVP 0x100
#define HSTATUS_VTW 0x200000
#define SSTATUS_SPP 0x100
#define SSTATUS_SPIE 0x20
#define SSTATUS_SIE 2
#define TIMER 0x20
#define INTERRUPT 0x8000000000000000

/* Makes the entry `index` of `table` lead to the frame in `register`. */
.macro set_entry table, index, register, flags
  la t0, \table
  srli t1, \register, 12
  slli t1, t1, 10
  ori t1, t1, \flags
  li t2, (\index) * 8
  add t0, t0, t2
  sd t1, (t0)
.endm
.macro set_entry_at table, index, target, flags
  la t3, \target
  set_entry \table, \index, t3, \flags
.endm
.macro set_guest_entry table, index, page, flags
  li t3, GUEST_PHYSICAL + (\page) * PAGE
  set_entry \table, \index, t3, \flags
.endm
/* Into t0: `symbol` of the guest's pages as the guest sees it. */
.macro guest_address symbol
  la t0, \symbol
  la t1, guest_pages
  sub t0, t0, t1
  li t1, GUEST_VIRTUAL
  add t0, t0, t1
.endm

start_first_hart

/* ---------------------------------------------------------------------------------------------------------- M mode */
main:
  la t0, machine_trap
  csrw mtvec, t0
  li t0, -1
  csrw medeleg, t0
  csrw mideleg, t0
  csrw menvcfg, t0
  csrw mcounteren, t0
  li t0, 1 << 9 /* the hypervisor's own call comes here */
  csrc medeleg, t0
  /* the second stage: guest physical pages 0 to 7, then none */
  set_entry_at host_root, 1, host_middle, PTE_V
  set_entry_at host_middle, 0, host_last, PTE_V
  la s2, guest_pages
  la s3, host_last
  li s4, 8
1:
  srli t1, s2, 12
  slli t1, t1, 10
  ori t1, t1, PTE_HOST
  sd t1, (s3)
  addi s3, s3, 8
  li t0, PAGE
  add s2, s2, t0
  addi s4, s4, -1
  bnez s4, 1b
  /* the first stage, in the guest's pages 5 to 7 */
  set_guest_entry guest_root, 0, 6, PTE_V
  set_guest_entry guest_middle, GUEST_VIRTUAL >> 21, 7, PTE_V
  set_guest_entry guest_last, 0, 0, PTE_KERNEL_CODE
  set_guest_entry guest_last, 1, 1, PTE_USER_CODE
  set_guest_entry guest_last, 2, 2, PTE_USER_DATA
  set_guest_entry guest_last, 3, 3, PTE_KERNEL_DATA
  set_guest_entry guest_last, 8, MISSING_GUEST_PAGE, PTE_USER_DATA
  li t0, 0x1800
  csrc mstatus, t0
  li t0, 0x800
  csrs mstatus, t0
  la t0, hypervisor
  csrw mepc, t0
  mret

/* The hypervisor's last call ends the program, with the number of the check that failed or 0 in gp. */
  .balign 4
machine_trap:
  csrr t0, mcause
  li t1, 9
  beq t0, t1, 1f
  li gp, 99
1: j exit_with_gp

/* --------------------------------------------------------------------------------------------------------- HS mode */
hypervisor:
  la t0, hypervisor_trap
  csrw stvec, t0
  li t0, 0xb109 /* as KVM delegates */
  csrw hedeleg, t0
  li t0, 0x444
  csrw hideleg, t0
  li t0, 7
  csrw hcounteren, t0
  li t0, STCE
  csrw henvcfg, t0
  li t0, 1000
  csrw htimedelta, t0
  la t0, host_root
  srli t0, t0, 12
  li t1, SV39 | VMID << 44
  or t0, t0, t1
  csrw hgatp, t0
  li t0, SV39 | ASID << 44 | (GUEST_PHYSICAL >> 12) + 5
  csrw vsatp, t0
  guest_address kernel_trap
  csrw vstvec, t0
  guest_address kernel
  csrw sepc, t0
  hfence.gvma
  hfence.vvma
  li t0, HSTATUS_SPV | HSTATUS_SPVP | HSTATUS_VTW
  csrw hstatus, t0
  li t0, SSTATUS_SPP | SSTATUS_SPIE
  csrs sstatus, t0
  csrr t0, time
  addi t0, t0, 20
  csrw stimecmp, t0
  li t0, TIMER
  csrw sie, t0
  li s6, 0 /* timer interrupts */
  li s7, 0 /* faults on the missing page */
  li s8, 0 /* virtual instructions */
  sret

  .balign 4
hypervisor_trap:
  csrr s2, scause
  csrr s3, stval
  csrr s4, hstatus
  li s5, INTERRUPT | 5
  beq s2, s5, hypervisor_timer
  li s5, 22
  beq s2, s5, virtual_instruction
  li s5, 23
  beq s2, s5, missing_page
  li s5, 10
  beq s2, s5, kernel_call
  li gp, 90
  j exit_with_gp

hypervisor_timer:
  addi s6, s6, 1
  li s5, -1
  csrw stimecmp, s5
  sret

virtual_instruction: /* csrr a0, hgatp, or wfi */
  addi s8, s8, 1
  lw s5, instruction_of_kernel
  bne s3, s5, 1f
  li a0, 42
1:
  li s5, HSTATUS_SPV | HSTATUS_SPVP
  and s4, s4, HSTATUS_SPV | HSTATUS_SPVP | HSTATUS_GVA
  check_equal 10, s4, s5
  csrr s5, sepc
  addi s5, s5, 4
  csrw sepc, s5
  sret

missing_page: /* amoadd.b in VU mode: stval, htval, htinst and hstatus tell all */
  addi s7, s7, 1
  li s5, MISSING_VIRTUAL + 0x123
  check_equal 20, s3, s5
  csrr s3, htval
  li s5, (GUEST_PHYSICAL + MISSING_GUEST_PAGE * PAGE + 0x123) >> 2
  check_equal 21, s3, s5
  csrr s3, htinst
  li s5, 0x00b0052f /* amoadd.b a0, a1, (offset 0) */
  check_equal 22, s3, s5
  and s4, s4, HSTATUS_SPV | HSTATUS_SPVP | HSTATUS_GVA
  li s5, HSTATUS_SPV | HSTATUS_GVA
  check_equal 23, s4, s5
  la s2, extra_page
  srli s2, s2, 12
  slli s2, s2, 10
  ori s2, s2, PTE_HOST
  la s3, host_last
  sd s2, MISSING_GUEST_PAGE * 8(s3)
  li s3, (GUEST_PHYSICAL + MISSING_GUEST_PAGE * PAGE) >> 2
  li s5, VMID
  hfence.gvma s3, s5
  sret

kernel_call: /* a0: 0, or the check that failed in the guest */
  mv gp, a0
  bnez gp, exit_with_gp
  check 30, s6, 1
  check 31, s7, 1
  check 32, s8, 2
  /* the guest's memory as the guest's kernel sees it */
  guest_address user_byte
  hlv.bu s2, (t0)
  li s3, ADDITIONS & 0xff
  check_equal 33, s2, s3
  lbu s2, user_byte
  check_equal 34, s2, s3
  guest_address kernel_word
  li s2, 0x5a5a
  hsv.h s2, (t0)
  lhu s3, kernel_word
  check_equal 35, s2, s3
  guest_address user_code
  hlvx.hu s2, (t0)
  lhu s3, user_code
  check_equal 36, s2, s3
  li gp, 0
  ecall

instruction_of_kernel:
  csrr a0, hgatp

/* ------------------------------------------------------------------------------------------------------- VS and VU */
  .data
  .balign PAGE
guest_pages: /* page 0: the kernel's code */
kernel:
  li a0, 0
  csrr a0, hgatp /* the hypervisor gives 42 */
  li t0, 42
  li a1, 50
  bne a0, t0, kernel_fails
  wfi /* VTW: the hypervisor goes on behind it */
  csrr t0, time
  addi t0, t0, 30
  csrw stimecmp, t0
  li t0, TIMER
  csrw sie, t0
  la t0, user_code
  csrw sepc, t0
  li t0, SSTATUS_SPP
  csrc sstatus, t0
  li t0, SSTATUS_SPIE
  csrs sstatus, t0
  li a5, 0 /* timer interrupts */
  sret
kernel_fails:
  mv a0, a1
  ecall

  .balign 4
kernel_trap:
  csrr t0, scause
  li t1, INTERRUPT | 5
  beq t0, t1, kernel_timer
  li a1, 51
  li t1, 8
  bne t0, t1, kernel_fails
  li a1, 52 /* the user's call */
  li t1, 1
  bne a5, t1, kernel_fails
  li a1, 53
  li t1, ADDITIONS
  bne a2, t1, kernel_fails
  li a1, 54
  la t1, user_word /* a user page, which the kernel may not touch while SUM is 0 */
  csrr t2, sstatus
  li t3, 0x40000
  and t2, t2, t3
  bnez t2, kernel_fails
  csrs sstatus, t3
  lw t2, (t1)
  li t3, 77
  bne t2, t3, kernel_fails
  li a1, 55 /* what the user added to the page that the hypervisor brought */
  li t1, 9
  bne a3, t1, kernel_fails
  li a0, 0
  ecall
kernel_timer:
  addi a5, a5, 1
  li t1, -1
  csrw stimecmp, t1
  sret

  .balign PAGE
user_code: /* page 1 */
  la a4, user_byte
  li a1, 1
  li a2, 0
  li a6, ADDITIONS
1:
  amoadd.b a0, a1, (a4)
  addi a2, a2, 1
  bne a2, a6, 1b
  la a4, user_word
  li a7, 77
  sw a7, (a4)
  li a4, MISSING_VIRTUAL + 0x123
  li a1, 9
  amoadd.b a0, a1, (a4)
  lbu a3, (a4)
  ecall
2: j 2b

  .balign PAGE
user_byte: .byte 0 /* page 2 */
  .balign 8
user_word: .word 0
  .balign PAGE
kernel_word: .dword 0 /* page 3 */
  .balign PAGE
  .zero PAGE /* page 4 */
guest_root: .zero PAGE
guest_middle: .zero PAGE
guest_last: .zero PAGE
extra_page: .zero PAGE
host_middle: .zero PAGE
host_last: .zero PAGE
  .balign 4 * PAGE
host_root: .zero 4 * PAGE
