/* Masked LR/SC loops: a byte or halfword of a word changed atomically. Loops obey the constrained-loop rules, so they
   make progress wherever LR/SC does. One source for every privilege level that emulates: where the accesses may fault,
   or need another address space, include guarded_access.h first, and a fault leaves `faulted` set and memory alone. */
#ifndef AMOEBA_WORKLOADS_MASKED_UPDATE_H
#define AMOEBA_WORKLOADS_MASKED_UPDATE_H

#include <stdbool.h>
#include <stdint.h>

#ifndef ACCESS_BEGIN
#define ACCESS_VARIABLES
#define ACCESS_BEGIN
#define ACCESS_END
#define ACCESS_TO_WRITE
#define ACCESS_OUTPUTS
#define ACCESS_INPUTS
#define ACCESS_RESULT(field)
#endif

/* A byte or halfword inside its word. */
struct masked_field {
  volatile uint32_t* word;
  uint64_t mask;   /* of the field, in place */
  uint64_t value;  /* the operand, in place */
  unsigned to_top; /* shift that brings the word's field to the top of a register */
  bool faulted;    /* an access of the loop did; xcause and xtval tell which */
};

/* new = (old & ~mask) | (f(old, value) & mask), retried until the SC succeeds. */
#define MASKED_LOOP(name, compute)                                                                                   \
  static inline uint64_t name(struct masked_field* f) {                                                              \
    uint64_t old, next, kept;                                                                                        \
    ACCESS_VARIABLES                                                                                                 \
    __asm__ volatile(ACCESS_BEGIN "1: lr.w %[old], %[word]\n" compute                                                \
                                  "and %[next], %[next], %[mask]\n"                                                  \
                                  "and %[kept], %[old], %[others]\n"                                                 \
                                  "or %[next], %[next], %[kept]\n"                                                   \
                                  "sc.w %[next], %[next], %[word]\n"                                                 \
                                  "bnez %[next], 1b\n" ACCESS_END                                                    \
                     : [old] "=&r"(old), [next] "=&r"(next), [kept] "=&r"(kept), [word] "+A"(*f->word)ACCESS_OUTPUTS \
                     : [value] "r"(f->value), [mask] "r"(f->mask), [others] "r"(~f->mask)ACCESS_INPUTS               \
                     : "memory");                                                                                    \
    ACCESS_RESULT(f)                                                                                                 \
    return old;                                                                                                      \
  }

MASKED_LOOP(masked_add, "add %[next], %[old], %[value]\n")
MASKED_LOOP(masked_swap, "mv %[next], %[value]\n")
MASKED_LOOP(masked_xor, "xor %[next], %[old], %[value]\n")
MASKED_LOOP(masked_or, "or %[next], %[old], %[value]\n")
MASKED_LOOP(masked_and, "and %[next], %[old], %[value]\n")

/* Keeps the old field when `branch` holds between the two fields, both shifted to the top of a register. */
#define MASKED_SELECT(name, branch)                                                              \
  static inline uint64_t name(struct masked_field* f) {                                          \
    const uint64_t operand = f->value << f->to_top;                                              \
    uint64_t old, next;                                                                          \
    ACCESS_VARIABLES                                                                             \
    __asm__ volatile(ACCESS_BEGIN                                                                \
                     "1: lr.w %[old], %[word]\n"                                                 \
                     "and %[next], %[old], %[mask]\n"                                            \
                     "sll %[next], %[next], %[to_top]\n" branch                                  \
                     "and %[next], %[old], %[others]\n"                                          \
                     "or %[next], %[next], %[value]\n"                                           \
                     "j 3f\n"                                                                    \
                     "2: mv %[next], %[old]\n"                                                   \
                     "3: sc.w %[next], %[next], %[word]\n"                                       \
                     "bnez %[next], 1b\n" ACCESS_END                                             \
                     : [old] "=&r"(old), [next] "=&r"(next), [word] "+A"(*f->word)ACCESS_OUTPUTS \
                     : [value] "r"(f->value), [mask] "r"(f->mask), [others] "r"(~f->mask),       \
                       [to_top] "r"((uint64_t)f->to_top), [operand] "r"(operand)ACCESS_INPUTS    \
                     : "memory");                                                                \
    ACCESS_RESULT(f)                                                                             \
    return old;                                                                                  \
  }

MASKED_SELECT(masked_min, "ble %[next], %[operand], 2f\n")
MASKED_SELECT(masked_max, "bge %[next], %[operand], 2f\n")
MASKED_SELECT(masked_minu, "bleu %[next], %[operand], 2f\n")
MASKED_SELECT(masked_maxu, "bgeu %[next], %[operand], 2f\n")

/* amocas needs the right to write even when it does not: who cannot tell otherwise finds out by ACCESS_TO_WRITE. */
static inline uint64_t masked_cas(struct masked_field* f, uint64_t expected) {
  uint64_t old, next;
  ACCESS_VARIABLES
  __asm__ volatile(
      ACCESS_BEGIN
      "1: lr.w %[old], %[word]\n"
      "and %[next], %[old], %[mask]\n"
      "bne %[next], %[expected], 2f\n"
      "and %[next], %[old], %[others]\n"
      "or %[next], %[next], %[value]\n"
      "sc.w %[next], %[next], %[word]\n"
      "bnez %[next], 1b\n"
      "j 3f\n"
      "2:\n" ACCESS_TO_WRITE "3:\n" ACCESS_END
      : [old] "=&r"(old), [next] "=&r"(next), [word] "+A"(*f->word)ACCESS_OUTPUTS
      : [value] "r"(f->value), [mask] "r"(f->mask), [others] "r"(~f->mask), [expected] "r"(expected)ACCESS_INPUTS
      : "memory");
  ACCESS_RESULT(f)
  return old;
}

#endif
