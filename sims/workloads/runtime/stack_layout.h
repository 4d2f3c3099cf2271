/* The hart-local stack convention: hart h owns the bytes from amoeba_stacks + h * HART_STACK_STRIDE, the firmware's
   stack at the top and the program's below. The stride is one line more than 4 KiB, so that the stacks of different
   harts fall into different sets of a shared cache. */
#ifndef AMOEBA_WORKLOADS_STACK_LAYOUT_H
#define AMOEBA_WORKLOADS_STACK_LAYOUT_H

#define MAX_HARTS 1024
#define HART_STACK_STRIDE (4096 + 64)
#define FIRMWARE_STACK_BYTES 1024

#endif
