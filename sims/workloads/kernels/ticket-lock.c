/* A ticket lock in two halfwords of one word: the next ticket is drawn by an atomic add, the owner is a plain halfword
   that only the holder writes. */
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 128, .objects = 1, .stride = 4, .object_bytes = 4};

typedef struct {
  uint16_t next;
  uint16_t owner;
} __attribute__((aligned(4))) kernel_lock;

static inline void acquire(kernel_lock* lock) {
  const uint16_t ticket = fetch_add16(&lock->next, 1, __ATOMIC_RELAXED);
  while (__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != ticket) {
  }
}

static inline void release(kernel_lock* lock) {
  const uint16_t owner = __atomic_load_n(&lock->owner, __ATOMIC_RELAXED);
  __atomic_store_n(&lock->owner, (uint16_t)(owner + 1), __ATOMIC_RELEASE);
}

#include "lock_kernel.h"
