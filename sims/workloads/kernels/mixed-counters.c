/* Every hart adds 1 to a byte counter of its own or to one that all share, drawn per operation: `shared` is the share of
   the latter in percent. Each counter has its line; `objects` has no effect. */
#include "random_numbers.h"
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {
    .operations = 256, .objects = 0, .stride = 64, .object_bytes = 1, .shared = 50};

static uint8_t shared_counter __attribute__((aligned(LINE_BYTES)));

void workload_prepare(const struct workload* work) {
  (void)work;
}

static inline bool draws_shared(uint64_t* state, uint64_t percent) {
  return next_random_below(state, 100) < percent;
}

/* Returns the number of operations on the shared counter. */
uint64_t workload_run(const struct workload* work, uint64_t operations) {
  uint8_t* own = object_at(work, work->hart);
  uint64_t state = first_random_state(work->seed, work->hart);
  uint64_t on_shared = 0;
  const uint64_t percent = work->shared;
  const uint64_t think = work->think;
  for (uint64_t i = 0; i < operations; ++i) {
    const bool shared = draws_shared(&state, percent);
    uint8_t* counter = shared ? &shared_counter : own;
    on_shared += shared;
    FORGET(counter);
    operation_begin();
    fetch_add8(counter, 1, __ATOMIC_RELAXED);
    operation_end();
    local_work(think);
  }
  return on_shared;
}

static uint64_t shared_draws(const struct workload* work, uint64_t hart, uint64_t operations) {
  uint64_t state = first_random_state(work->seed, hart);
  uint64_t draws = 0;
  for (uint64_t i = 0; i < operations; ++i) draws += draws_shared(&state, work->shared);
  return draws;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  unsigned wrong = check_equal("shared counter", 0, (uint8_t)tally, shared_counter);
  for (uint64_t hart = 0; hart < work->harts; ++hart) {
    const uint64_t elsewhere =
        shared_draws(work, hart, WARM_UP_OPERATIONS) + shared_draws(work, hart, work->operations);
    wrong += check_equal("counter", hart, (uint8_t)(total_operations(work) - elsewhere),
                         *(uint8_t*)object_at(work, hart));
  }
  return wrong;
}
