/* The first instructions of every hart, for assembly: s0 is its number and s1 how many harts take part, of the number in
   a1; the others are parked. */
#ifndef AMOEBA_WORKLOADS_PARTICIPANTS_H
#define AMOEBA_WORKLOADS_PARTICIPANTS_H

#include "arguments.h"

.macro begin_as_participant
  csrr s0, mhartid
  mv s1, a1
  la t0, amoeba_arguments
  ld t0, 8 * ARGUMENT_PARTICIPANTS(t0)
  beqz t0, 1f
  bgeu t0, s1, 1f
  mv s1, t0
1:
  bgeu s0, s1, park_hart
.endm

#endif
