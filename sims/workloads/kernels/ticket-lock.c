/* A ticket lock in two halfwords of one word: the next ticket is drawn by an atomic add, the owner is a plain halfword
   that only the holder writes. An operation is lock, critical section, unlock. */
#include "guarded_counters.h"
#include "subword.h"

const struct kernel_defaults kernel_defaults = {.operations = 128, .objects = 1, .stride = 4, .object_bytes = 4};

struct ticket_lock {
  uint16_t next;
  uint16_t owner;
} __attribute__((aligned(4)));

void workload_prepare(const struct workload* work) {
  (void)work;
}

static inline void acquire(struct ticket_lock* lock) {
  const uint16_t ticket = fetch_add16(&lock->next, 1, __ATOMIC_RELAXED);
  while (__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != ticket) {
  }
}

static inline void release(struct ticket_lock* lock) {
  const uint16_t owner = __atomic_load_n(&lock->owner, __ATOMIC_RELAXED);
  __atomic_store_n(&lock->owner, (uint16_t)(owner + 1), __ATOMIC_RELEASE);
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  struct ticket_lock* lock = object_at(work, object_of(work));
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
