/* Every operation as a pair of LRwait and SCwait of the operand's own width (hypothetical extension Xlrwait), which no
   assembler knows. A pair that has lost its turn begins anew. A compare-and-swap that fails writes the old value back,
   so that the next hart in the queue need not wait until the turn ends by itself. */
#ifndef AMOEBA_WORKLOADS_LRWAIT_H
#define AMOEBA_WORKLOADS_LRWAIT_H

/* funct7 of the pair: 8 and 12, and 2 for aq, 1 for rl; funct3 is the width. */
#define WAITING_LOOP(funct3, change, lrwait, scwait)                                                \
  __asm__ volatile("1: .insn r CUSTOM_0, " funct3 ", " lrwait " , %[old], %[object], zero\n" change \
                   "\n"                                                                             \
                   ".insn r CUSTOM_0, " funct3 ", " scwait                                          \
                   ", %[next], %[object], %[next]\n"                                                \
                   "bnez %[next], 1b"                                                               \
                   : [old] "=&r"(old), [next] "=&r"(next)                                           \
                   : [object] "r"(object), [value] "r"(value), [expected] "r"(expected)             \
                   : "memory")

#define WAITING_LOOPS(funct3, change, order)  \
  int64_t old, next;                          \
  if (order == __ATOMIC_RELAXED) {            \
    WAITING_LOOP(funct3, change, "8", "12");  \
  } else if (order == __ATOMIC_ACQUIRE) {     \
    WAITING_LOOP(funct3, change, "10", "12"); \
  } else if (order == __ATOMIC_RELEASE) {     \
    WAITING_LOOP(funct3, change, "8", "13");  \
  } else {                                    \
    WAITING_LOOP(funct3, change, "10", "13"); \
  }

#define DEFINE_UPDATE(bits, funct3, name, change)                                                     \
  SUBWORD_INLINE uint##bits##_t name##bits(uint##bits##_t* object, uint##bits##_t value, int order) { \
    const int64_t expected = 0;                                                                       \
    WAITING_LOOPS(funct3, change, order)                                                              \
    return (uint##bits##_t)old;                                                                       \
  }

/* LRwait extends the sign, so the expected value must be extended, too. */
#define DEFINE_CAS(bits, funct3)                                                                                 \
  SUBWORD_INLINE uint##bits##_t compare_exchange##bits(uint##bits##_t* object, uint##bits##_t unsigned_expected, \
                                                       uint##bits##_t value, int order) {                        \
    const int64_t expected = (int##bits##_t)unsigned_expected;                                                   \
    WAITING_LOOPS(funct3, "mv %[next], %[old]\nbne %[old], %[expected], 2f\nmv %[next], %[value]\n2:", order)    \
    return (uint##bits##_t)old;                                                                                  \
  }

#define DEFINE_ALL(bits, funct3)                                          \
  DEFINE_UPDATE(bits, funct3, fetch_add, "add %[next], %[old], %[value]") \
  DEFINE_UPDATE(bits, funct3, fetch_and, "and %[next], %[old], %[value]") \
  DEFINE_UPDATE(bits, funct3, fetch_or, "or %[next], %[old], %[value]")   \
  DEFINE_UPDATE(bits, funct3, fetch_xor, "xor %[next], %[old], %[value]") \
  DEFINE_UPDATE(bits, funct3, exchange, "mv %[next], %[value]")           \
  DEFINE_CAS(bits, funct3)

DEFINE_ALL(8, "0")
DEFINE_ALL(16, "1")

#undef WAITING_LOOP
#undef WAITING_LOOPS
#undef DEFINE_UPDATE
#undef DEFINE_CAS
#undef DEFINE_ALL

#endif
