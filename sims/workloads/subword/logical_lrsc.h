/* And, or, xor as a masked LR/SC loop of seven instructions, the form that GCC inlines. */
#ifndef AMOEBA_WORKLOADS_LOGICAL_LRSC_H
#define AMOEBA_WORKLOADS_LOGICAL_LRSC_H

#define MASKED_LOOP(operation, aq, rl)                                                            \
  __asm__ volatile("1: lr.w" aq " %[old], %[word]\n" operation                                    \
                   " %[next], %[old], %[value]\n"                                                 \
                   "and %[next], %[next], %[mask]\n"                                              \
                   "and %[kept], %[old], %[others]\n"                                             \
                   "or %[next], %[next], %[kept]\n"                                               \
                   "sc.w" rl                                                                      \
                   " %[next], %[next], %[word]\n"                                                 \
                   "bnez %[next], 1b"                                                             \
                   : [old] "=&r"(old), [next] "=&r"(next), [kept] "=&r"(kept), [word] "+A"(*word) \
                   : [value] "r"(in_place), [mask] "r"(mask), [others] "r"(~mask)                 \
                   : "memory")

#define DEFINE_LOGICAL(bits, name, operation)                                                                 \
  SUBWORD_INLINE uint##bits##_t fetch_##name##bits(uint##bits##_t* object, uint##bits##_t value, int order) { \
    uint32_t* word = (uint32_t*)((uintptr_t)object & ~(uintptr_t)3);                                          \
    const unsigned shift = 8 * ((uintptr_t)object & 3);                                                       \
    const uint32_t mask = (uint32_t)(uint##bits##_t) ~0 << shift;                                             \
    const uint32_t in_place = (uint32_t)value << shift;                                                       \
    uint32_t old, next, kept;                                                                                 \
    if (order == __ATOMIC_RELAXED) {                                                                          \
      MASKED_LOOP(operation, "", "");                                                                         \
    } else if (order == __ATOMIC_ACQUIRE) {                                                                   \
      MASKED_LOOP(operation, ".aq", "");                                                                      \
    } else if (order == __ATOMIC_RELEASE) {                                                                   \
      MASKED_LOOP(operation, "", ".rl");                                                                      \
    } else {                                                                                                  \
      MASKED_LOOP(operation, ".aq", ".rl");                                                                   \
    }                                                                                                         \
    return (uint##bits##_t)(old >> shift);                                                                    \
  }

DEFINE_LOGICAL(8, and, "and")
DEFINE_LOGICAL(8, or, "or")
DEFINE_LOGICAL(8, xor, "xor")
DEFINE_LOGICAL(16, and, "and")
DEFINE_LOGICAL(16, or, "or")
DEFINE_LOGICAL(16, xor, "xor")

#undef MASKED_LOOP

#endif
