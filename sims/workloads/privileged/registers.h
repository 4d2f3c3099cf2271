/* General registers as every level keeps them: an array of 32 doublewords, x0 as zero. For assembly, lists of them. */
#ifndef AMOEBA_WORKLOADS_REGISTERS_H
#define AMOEBA_WORKLOADS_REGISTERS_H

#ifdef __ASSEMBLER__
/* `instruction` on each register but x0, sp and a0, which every trap entry treats apart. */
.macro for_most_registers instruction, base, offset=0
  \instruction x1, \offset + 8(\base)
  .irp n, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
  \instruction x\n, \offset + 8 * \n(\base)
  .endr
.endm
#endif

#endif
