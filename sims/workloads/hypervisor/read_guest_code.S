/* Reads the instruction at the guest's address a0 as the guest would fetch it. Returns it in a0, and in a1 0, or 1 when a
   read faulted; then the trap's CSRs say how. Called with interrupts off and hstatus that of the guest. */
#include "guest_numbers.h"

.text
.globl read_guest_code
read_guest_code:
  la t0, 2f
  csrrw t0, stvec, t0
  li a1, 1
  hlvx.hu a2, (a0)
  andi a3, a2, 3
  li a4, 3
  bne a3, a4, 1f
  addi a0, a0, 2
  hlvx.hu a3, (a0)
  slli a3, a3, 16
  or a2, a2, a3
1:
  li a1, 0
  .balign 4
2:
  region REGION_DECODE
  csrw stvec, t0
  mv a0, a2
  ret
