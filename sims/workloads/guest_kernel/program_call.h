/* The calls of a program to the guest's kernel: number in a7, arguments and result in a0 and a1. A program that does
   not know of the guest makes one call only, at its end, with any number: its hart sleeps for good. Hence numbers that
   are not in a7 by chance. */
#ifndef AMOEBA_WORKLOADS_PROGRAM_CALL_H
#define AMOEBA_WORKLOADS_PROGRAM_CALL_H

#include <stdint.h>

/* On the next fault go on at a0, with the cause in a0 and the address in a1; other registers as they are. */
#define CALL_ON_FAULT UINT64_C(0x4641554c54000001)
/* Perform a1 VM exits of the kind a0; returns in a0 how many had a wrong result. */
#define CALL_PERFORM_EXITS UINT64_C(0x4558495453000002)

static inline uint64_t program_call(uint64_t number, uint64_t first, uint64_t second) {
  register uint64_t a0 __asm__("a0") = first;
  register uint64_t a1 __asm__("a1") = second;
  register uint64_t a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a7) : "memory");
  return a0;
}

#endif
