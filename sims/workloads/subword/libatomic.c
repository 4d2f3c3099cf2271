/* What GCC's libatomic does for 1 and 2 bytes on a hart with A only: a compare-and-swap loop on the containing
   doubleword between two full fences. Neighbours in the same doubleword therefore make each other retry. */
#include "subword.h"

static void full_fence(void) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static uint64_t* doubleword_of(void* object) {
  return (uint64_t*)((uintptr_t)object & ~(uintptr_t)7);
}
static unsigned shift_of(void* object) {
  return 8 * ((uintptr_t)object & 7);
}

/* Tries to replace *expected; on failure updates it. */
static int try_replace(uint64_t* doubleword, uint64_t* expected, uint64_t desired) {
  return __atomic_compare_exchange_n(doubleword, expected, desired, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

#define DEFINE_UPDATE(bits, name, new_field)                                            \
  uint##bits##_t libatomic_##name##bits(uint##bits##_t* object, uint##bits##_t value) { \
    full_fence();                                                                       \
    uint64_t* doubleword = doubleword_of(object);                                       \
    const unsigned shift = shift_of(object);                                            \
    const uint64_t mask = (uint64_t)(uint##bits##_t) ~0 << shift;                       \
    const uint64_t operand = (uint64_t)value << shift;                                  \
    uint64_t old = __atomic_load_n(doubleword, __ATOMIC_RELAXED);                       \
    while (!try_replace(doubleword, &old, (old & ~mask) | ((new_field)&mask))) {        \
    }                                                                                   \
    full_fence();                                                                       \
    return (uint##bits##_t)(old >> shift);                                              \
  }

#define DEFINE_COMPARE_EXCHANGE(bits)                                                              \
  uint##bits##_t libatomic_compare_exchange##bits(uint##bits##_t* object, uint##bits##_t expected, \
                                                  uint##bits##_t desired) {                        \
    full_fence();                                                                                  \
    uint64_t* doubleword = doubleword_of(object);                                                  \
    const unsigned shift = shift_of(object);                                                       \
    const uint64_t mask = (uint64_t)(uint##bits##_t) ~0 << shift;                                  \
    uint64_t old = __atomic_load_n(doubleword, __ATOMIC_RELAXED);                                  \
    while ((uint##bits##_t)(old >> shift) == expected &&                                           \
           !try_replace(doubleword, &old, (old & ~mask) | ((uint64_t)desired << shift))) {         \
    }                                                                                              \
    full_fence();                                                                                  \
    return (uint##bits##_t)(old >> shift);                                                         \
  }

#define DEFINE_ALL(bits)                        \
  DEFINE_UPDATE(bits, fetch_add, old + operand) \
  DEFINE_UPDATE(bits, fetch_and, old& operand)  \
  DEFINE_UPDATE(bits, fetch_or, old | operand)  \
  DEFINE_UPDATE(bits, fetch_xor, old ^ operand) \
  DEFINE_UPDATE(bits, exchange, operand)        \
  DEFINE_COMPARE_EXCHANGE(bits)

DEFINE_ALL(8)
DEFINE_ALL(16)
