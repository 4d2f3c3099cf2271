/* What the lock kernels protect: one plain counter per lock, each in its own line. The increment is a load, the hold
   time and a store, so two harts inside at once lose one. */
#ifndef AMOEBA_WORKLOADS_GUARDED_COUNTERS_H
#define AMOEBA_WORKLOADS_GUARDED_COUNTERS_H

#include "workload.h"

struct guarded_counter {
  volatile uint64_t value;
} __attribute__((aligned(LINE_BYTES)));

static struct guarded_counter guarded_counters[MAX_OBJECTS];

static inline void critical_section(struct guarded_counter* guarded, uint64_t hold) {
  const uint64_t value = guarded->value;
  local_work(hold);
  guarded->value = value + 1;
}

static inline unsigned verify_guarded_counters(const struct workload* work) {
  unsigned wrong = 0;
  for (uint64_t i = 0; i < work->objects; ++i) {
    const uint64_t expected = harts_on_object(work, i) * total_operations(work);
    wrong += check_equal("counter behind lock", i, expected, guarded_counters[i].value);
  }
  return wrong;
}

#endif
