/* What the lock kernels share. A kernel defines the type `kernel_lock` with acquire() and release() and includes this
   last: an operation is lock, critical section, unlock. */
#ifndef AMOEBA_WORKLOADS_LOCK_KERNEL_H
#define AMOEBA_WORKLOADS_LOCK_KERNEL_H

#include "guarded_counters.h"

void workload_prepare(const struct workload* work) {
  (void)work;
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  kernel_lock* lock = object_at(work, object_of(work));
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

#endif
