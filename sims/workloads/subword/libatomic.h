/* The calls of the libatomic variant. The library orders every operation fully, whatever the caller asks for. */
#ifndef AMOEBA_WORKLOADS_LIBATOMIC_H
#define AMOEBA_WORKLOADS_LIBATOMIC_H

#define DECLARE_CALL(bits, name)                                                                      \
  uint##bits##_t libatomic_##name##bits(uint##bits##_t* object, uint##bits##_t value);                \
  SUBWORD_INLINE uint##bits##_t name##bits(uint##bits##_t* object, uint##bits##_t value, int order) { \
    (void)order;                                                                                      \
    return libatomic_##name##bits(object, value);                                                     \
  }

#define DECLARE_CALLS(bits)                                                                             \
  DECLARE_CALL(bits, fetch_add)                                                                         \
  DECLARE_CALL(bits, fetch_and)                                                                         \
  DECLARE_CALL(bits, fetch_or)                                                                          \
  DECLARE_CALL(bits, fetch_xor)                                                                         \
  DECLARE_CALL(bits, exchange)                                                                          \
  uint##bits##_t libatomic_compare_exchange##bits(uint##bits##_t* object, uint##bits##_t expected,      \
                                                  uint##bits##_t desired);                              \
  SUBWORD_INLINE uint##bits##_t compare_exchange##bits(uint##bits##_t* object, uint##bits##_t expected, \
                                                       uint##bits##_t desired, int order) {             \
    (void)order;                                                                                        \
    return libatomic_compare_exchange##bits(object, expected, desired);                                 \
  }

DECLARE_CALLS(8)
DECLARE_CALLS(16)

#undef DECLARE_CALL
#undef DECLARE_CALLS

#endif
