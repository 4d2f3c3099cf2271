/* A multiplicative congruential generator (Knuth's MMIX constants): one multiplication per number, integers only. */
#ifndef AMOEBA_WORKLOADS_RANDOM_NUMBERS_H
#define AMOEBA_WORKLOADS_RANDOM_NUMBERS_H

#include <stdint.h>

static inline uint64_t first_random_state(uint64_t seed, uint64_t hart) {
  return (seed << 32 ^ hart) * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
}

/* A number below `bound` (at most 2^32), from the high bits, which are the good ones. */
static inline uint64_t next_random_below(uint64_t* state, uint64_t bound) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return ((*state >> 32) * bound) >> 32;
}

#endif
