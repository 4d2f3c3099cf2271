/* Byte counters that all harts share, in a line each. A hart draws one, adds 1 to it `run` times, draws the next: the
   longer the run, the more a hart uses a line before another one asks for it. */
#include "random_numbers.h"
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {
    .operations = 256, .objects = 64, .stride = 64, .object_bytes = 1, .run = 8};

void workload_prepare(const struct workload* work) {
  (void)work;
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  uint64_t state = first_random_state(work->seed, work->hart);
  uint8_t* counter = object_at(work, 0);
  uint64_t left = 0;
  const uint64_t think = work->think;
  for (uint64_t i = 0; i < operations; ++i) {
    if (left == 0) {
      counter = object_at(work, next_random_below(&state, work->objects));
      left = work->run;
    }
    --left;
    FORGET(counter);
    operation_begin();
    fetch_add8(counter, 1, __ATOMIC_RELAXED);
    operation_end();
    local_work(think);
  }
  return 0;
}

static uint8_t expected_counts[MAX_OBJECTS];

static void expect_run(const struct workload* work, uint64_t hart, uint64_t operations) {
  uint64_t state = first_random_state(work->seed, hart);
  for (uint64_t left = operations; left > 0;) {
    const uint64_t run = left < work->run ? left : work->run;
    uint8_t* expected = &expected_counts[next_random_below(&state, work->objects)];
    *expected = (uint8_t)(*expected + run);
    left -= run;
  }
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  (void)tally;
  for (uint64_t hart = 0; hart < work->harts; ++hart) {
    expect_run(work, hart, WARM_UP_OPERATIONS);
    expect_run(work, hart, work->operations);
  }
  unsigned wrong = 0;
  for (uint64_t i = 0; i < work->objects; ++i) {
    wrong += check_equal("counter", i, expected_counts[i], *(uint8_t*)object_at(work, i));
  }
  return wrong;
}
