/* Every hart adds 1 to a byte counter that others add to as well, by a loop of load and compare-and-swap, as code does
   for an operation that has no AMO of its own. */
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 128, .objects = 1, .stride = 1, .object_bytes = 1};

void workload_prepare(const struct workload* work) {
  (void)work;
}

static inline void add_one(uint8_t* counter) {
  uint8_t expected = __atomic_load_n(counter, __ATOMIC_RELAXED);
  while (true) {
    const uint8_t found = compare_exchange8(counter, expected, (uint8_t)(expected + 1), __ATOMIC_RELAXED);
    if (found == expected) return;
    expected = found;
  }
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  uint8_t* counter = object_at(work, object_of(work));
  const uint64_t think = work->think;
  for (uint64_t i = 0; i < operations; ++i) {
    FORGET(counter);
    operation_begin();
    add_one(counter);
    operation_end();
    local_work(think);
  }
  return 0;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  (void)tally;
  unsigned wrong = 0;
  for (uint64_t i = 0; i < work->objects; ++i) {
    const uint8_t expected = (uint8_t)(harts_on_object(work, i) * total_operations(work));
    wrong += check_equal("counter", i, expected, *(uint8_t*)object_at(work, i));
  }
  return wrong;
}
