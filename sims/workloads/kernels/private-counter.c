/* Every hart adds 1 to a byte counter of its own. With the default stride each has its line; with a stride of 1 the
   counters of different harts share words and lines, and nothing else (false sharing). `objects` has no effect. */
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 256, .objects = 0, .stride = 64, .object_bytes = 1};

void workload_prepare(const struct workload* work) {
  (void)work;
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  uint8_t* counter = object_at(work, work->hart);
  const uint64_t think = work->think;
  for (uint64_t i = 0; i < operations; ++i) {
    FORGET(counter);
    operation_begin();
    fetch_add8(counter, 1, __ATOMIC_RELAXED);
    operation_end();
    local_work(think);
  }
  return 0;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  (void)tally;
  unsigned wrong = 0;
  for (uint64_t hart = 0; hart < work->harts; ++hart) {
    wrong += check_equal("counter", hart, (uint8_t)total_operations(work), *(uint8_t*)object_at(work, hart));
  }
  return wrong;
}
