/* Compare-and-swap by builtins: amocas.b/h with Zabha and Zacas in -march, else a masked LR/SC loop. */
#ifndef AMOEBA_WORKLOADS_CAS_BUILTINS_H
#define AMOEBA_WORKLOADS_CAS_BUILTINS_H

/* A failed compare stores nothing, so it has no release. */
SUBWORD_INLINE int order_on_failure(int order) {
  return order == __ATOMIC_ACQUIRE || order == __ATOMIC_ACQ_REL ? __ATOMIC_ACQUIRE : __ATOMIC_RELAXED;
}

#define DEFINE_CAS(bits)                                                                                \
  SUBWORD_INLINE uint##bits##_t compare_exchange##bits(uint##bits##_t* object, uint##bits##_t expected, \
                                                       uint##bits##_t desired, int order) {             \
    __atomic_compare_exchange_n(object, &expected, desired, 0, order, order_on_failure(order));         \
    return expected;                                                                                    \
  }

DEFINE_CAS(8)
DEFINE_CAS(16)

#endif
