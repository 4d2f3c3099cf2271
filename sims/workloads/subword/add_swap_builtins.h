/* Add and exchange by builtins: one AMO with Zabha in -march, a masked LR/SC loop without. */
#ifndef AMOEBA_WORKLOADS_ADD_SWAP_BUILTINS_H
#define AMOEBA_WORKLOADS_ADD_SWAP_BUILTINS_H

#define DEFINE_ADD_SWAP(bits)                                                                              \
  SUBWORD_INLINE uint##bits##_t fetch_add##bits(uint##bits##_t* object, uint##bits##_t value, int order) { \
    return __atomic_fetch_add(object, value, order);                                                       \
  }                                                                                                        \
  SUBWORD_INLINE uint##bits##_t exchange##bits(uint##bits##_t* object, uint##bits##_t value, int order) {  \
    return __atomic_exchange_n(object, value, order);                                                      \
  }

DEFINE_ADD_SWAP(8)
DEFINE_ADD_SWAP(16)

#endif
