/* Access to a lower level's memory, which may fault, for the loops of masked_update.h. The level defines
     GUARDED_VECTOR   its trap vector ("mtvec", "stvec"),
     GUARDED_STATUS   the status register ("mstatus", "sstatus") and
     GUARDED_BIT      the bit of it that opens that memory (MPRV, SUM).
   For the length of the loop the vector leads behind it, so a fault ends the loop there with `faulted` still set. The
   trap's own CSRs are then those of the fault: the level must have saved what it needs of the trap in hand. */
#ifndef AMOEBA_WORKLOADS_GUARDED_ACCESS_H
#define AMOEBA_WORKLOADS_GUARDED_ACCESS_H

#define ACCESS_VARIABLES uint64_t vector, fault;
#define ACCESS_BEGIN                 \
  "la %[vector], 9f\n"               \
  "csrrw %[vector], " GUARDED_VECTOR \
  ", %[vector]\n"                    \
  "li %[fault], 1\n"                 \
  "csrs " GUARDED_STATUS ", %[open]\n"
#define ACCESS_END               \
  "li %[fault], 0\n"             \
  ".balign 4\n"                  \
  "9: sltiu x0, x0, %[region]\n" \
  "csrc " GUARDED_STATUS         \
  ", %[open]\n"                  \
  "csrw " GUARDED_VECTOR ", %[vector]\n"
#define ACCESS_TO_WRITE "sc.w %[next], %[old], %[word]\n" /* the old value, if anything */
#define ACCESS_OUTPUTS , [vector] "=&r"(vector), [fault] "=&r"(fault)
#define ACCESS_INPUTS , [open] "r"((uint64_t)GUARDED_BIT), [region] "i"(REGION_ATOMIC)
#define ACCESS_RESULT(field) (field)->faulted = fault != 0;

#endif
