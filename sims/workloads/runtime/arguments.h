/* The run-time arguments of every kernel: 64-bit words that whoever loads the image writes to `amoeba_arguments`.
   A word left at 0 means the kernel's own default (see its `kernel_defaults`), except where 0 is stated as a value. */
#ifndef AMOEBA_WORKLOADS_ARGUMENTS_H
#define AMOEBA_WORKLOADS_ARGUMENTS_H

#define ARGUMENT_OPERATIONS 0   /* operations that each hart performs in the region of interest */
#define ARGUMENT_OBJECTS 1      /* distinct objects (counters, locks, words, bins); 1: all harts on one object */
#define ARGUMENT_STRIDE 2       /* bytes from object to object; 1: neighbours in one word, 64: a line each */
#define ARGUMENT_THINK 3        /* iterations of local work between two operations; 0: none */
#define ARGUMENT_PARTICIPANTS 4 /* harts that take part; 0: all. The others sleep */
#define ARGUMENT_HOLD 5         /* iterations of local work while a lock is held; 0: none */
#define ARGUMENT_SEED 6         /* of the kernels that draw numbers */
#define ARGUMENT_SHARED 7       /* percent of the operations that go to an object of all harts, where a kernel mixes */
#define ARGUMENT_RUN 8          /* operations in a row on one object, where a kernel draws objects */
#define ARGUMENT_ORDER 9        /* memory order of the atomics, where a kernel takes it: one of ORDER_*; 0: relaxed */
/* Of guests, read by the software below and around them: */
#define ARGUMENT_GUEST_PATH 10 /* number in paths.def; 0: no emulation, as Linux 6.17 delegates */
#define ARGUMENT_EXIT_KIND 11  /* number in exits.def, of vmexit.exits only */
/* Period of the hypervisor's own timer interrupt, in ticks of `time`; 0: none. Below what an exit takes the guest
   stands still. */
#define ARGUMENT_TIMER 12
#define ARGUMENT_HEDELEG 13 /* hedeleg; 0: as the path says */
/* 1: the hypervisor finds 0 in stval for an illegal instruction, as on some harts, and reads the instruction itself. */
#define ARGUMENT_HIDE_STVAL 14
#define ARGUMENTS 16

#define ORDER_RELAXED 1
#define ORDER_ACQUIRE 2
#define ORDER_RELEASE 3
#define ORDER_ACQ_REL 4
#define ORDER_SEQ_CST 5

#endif
