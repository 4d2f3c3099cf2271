#include "barrier.h"

#include <stdint.h>

__attribute__((aligned(64))) static uint32_t arrived;
__attribute__((aligned(64))) static uint32_t generation;

void barrier_wait(unsigned harts) {
  const uint32_t mine = __atomic_load_n(&generation, __ATOMIC_RELAXED);
  if (__atomic_fetch_add(&arrived, 1, __ATOMIC_ACQ_REL) + 1 == harts) {
    __atomic_store_n(&arrived, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&generation, mine + 1, __ATOMIC_RELEASE);
    return;
  }
  while (__atomic_load_n(&generation, __ATOMIC_ACQUIRE) == mine) {
  }
}
