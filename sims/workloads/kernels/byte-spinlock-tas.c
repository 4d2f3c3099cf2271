/* A one-byte test-and-set lock: waiters exchange until they find it free, without looking first. */
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 128, .objects = 1, .stride = 1, .object_bytes = 1};

typedef uint8_t kernel_lock;

static inline void acquire(kernel_lock* lock) {
  while (exchange8(lock, 1, __ATOMIC_ACQUIRE) != 0) {
  }
}

static inline void release(kernel_lock* lock) {
  __atomic_store_n(lock, 0, __ATOMIC_RELEASE);
}

#include "lock_kernel.h"
