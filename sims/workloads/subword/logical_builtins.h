/* And, or, xor by builtins: one AMO with Zabha in -march; without, clang makes one AMO on the containing word. */
#ifndef AMOEBA_WORKLOADS_LOGICAL_BUILTINS_H
#define AMOEBA_WORKLOADS_LOGICAL_BUILTINS_H

#define DEFINE_LOGICAL(bits, name)                                                                            \
  SUBWORD_INLINE uint##bits##_t fetch_##name##bits(uint##bits##_t* object, uint##bits##_t value, int order) { \
    return __atomic_fetch_##name(object, value, order);                                                       \
  }

DEFINE_LOGICAL(8, and)
DEFINE_LOGICAL(8, or)
DEFINE_LOGICAL(8, xor)
DEFINE_LOGICAL(16, and)
DEFINE_LOGICAL(16, or)
DEFINE_LOGICAL(16, xor)

#endif
