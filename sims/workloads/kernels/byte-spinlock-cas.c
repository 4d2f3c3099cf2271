/* A one-byte test-and-test-and-set lock, taken by compare-and-swap. An operation is lock, critical section, unlock. */
#include "guarded_counters.h"
#include "subword.h"

const struct kernel_defaults kernel_defaults = {.operations = 128, .objects = 1, .stride = 1, .object_bytes = 1};

void workload_prepare(const struct workload* work) {
  (void)work;
}

static inline void acquire(uint8_t* lock) {
  while (compare_exchange8(lock, 0, 1, __ATOMIC_ACQUIRE) != 0) {
    while (__atomic_load_n(lock, __ATOMIC_RELAXED) != 0) {
    }
  }
}

static inline void release(uint8_t* lock) {
  __atomic_store_n(lock, 0, __ATOMIC_RELEASE);
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  uint8_t* lock = object_at(work, object_of(work));
  struct guarded_counter* guarded = &guarded_counters[object_of(work)];
  const uint64_t think = work->think;
  const uint64_t hold = work->hold;
  for (uint64_t i = 0; i < operations; ++i) {
    FORGET(lock);
    operation_begin();
    acquire(lock);
    critical_section(guarded, hold);
    release(lock);
    operation_end();
    local_work(think);
  }
  return 0;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  (void)tally;
  return verify_guarded_counters(work);
}
