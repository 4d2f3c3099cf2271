/* For assembly: lists of general registers, as every level keeps them, an array of 32 doublewords with x0 as zero. */
#ifndef AMOEBA_WORKLOADS_REGISTERS_H
#define AMOEBA_WORKLOADS_REGISTERS_H

/* clang-format off */
/* `instruction` on each register but x0, sp and a0, which every trap entry treats apart. */
.macro for_most_registers instruction, base
  \instruction x1, 8(\base)
  .irp n, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
  \instruction x\n, 8 * \n(\base)
  .endr
.endm
/* clang-format on */

#endif
