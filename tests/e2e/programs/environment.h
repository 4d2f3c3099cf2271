/* What every test program here stands on: start, checks, expected traps, exit.
   gp holds the number of the check in hand; it becomes the exit code when the check fails.
   A trap handler reports in s2 to s4 and resumes at s1; s5 is what mtval must be. Nothing else uses s1 to s6. */

#define ACLINT_MSIP 0x02000000
#define ACLINT_MTIMECMP 0x02004000
#define ACLINT_MTIME 0x0200bff8
#define MSTATUS_MIE 8
#define MSTATUS_MPP 0x1800
#define MIE_SOFTWARE 8
#define MIE_TIMER 0x80
#define NO_TRAP -1

/* Starts hart 0 at the label main; the others wait for ever. */
.macro start_first_hart
  start_harts
  csrr t0, mhartid
  beqz t0, main
9: j 9b
.endm

/* All harts go on behind this. */
.macro start_harts
  .section .text.start, "ax"
  .globl _start
_start:
  la t0, report_trap
  csrw mtvec, t0
  la t0, 8f
  jr t0
  .balign 4
report_trap:
  csrr s2, mcause
  csrr s3, mepc
  csrr s4, mtval
  csrw mepc, s1
  beqz s6, 7f
  li s6, MSTATUS_MPP /* asked to come back in machine mode */
  csrs mstatus, s6
  li s6, 0
7:
  mret
exit_with_gp:
  slli gp, gp, 1
  ori gp, gp, 1
6: la t6, tohost
  sd gp, 0(t6)
  j 6b
  .section .htif, "aw"
  .balign 64
  .globl tohost
tohost: .dword 0
  .balign 64
  .globl fromhost
fromhost: .dword 0
  .text
8:
.endm

/* The end of a program whose checks all held. */
.macro pass
  li gp, 0
  j exit_with_gp
.endm

.macro check number, register, value
  li gp, \number
  li t6, \value
  beq \register, t6, 5f
  j exit_with_gp
5:
.endm

.macro check_equal number, a, b
  li gp, \number
  beq \a, \b, 5f
  j exit_with_gp
5:
.endm

/* One instruction must trap with this cause, its own address in mepc, and s5 in mtval. */
.macro expect_trap number, cause, instruction:vararg
  la s1, 2f
  li s2, NO_TRAP
1: \instruction
2:
  check \number, s2, \cause
  la t6, 1b
  check_equal \number, s3, t6
  check_equal \number, s4, s5
.endm

/* As above, but mepc must be what s5 holds as well: the fault of a jump's target. */
.macro expect_trap_at_target number, cause, instruction:vararg
  la s1, 2f
  li s2, NO_TRAP
  \instruction
2:
  check \number, s2, \cause
  check_equal \number, s3, s5
  check_equal \number, s4, s5
.endm

.macro expect_no_trap number, instruction:vararg
  la s1, 2f
  li s2, NO_TRAP
  \instruction
2:
  check \number, s2, NO_TRAP
.endm
