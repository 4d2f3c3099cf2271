/* Byte reference counts of many objects. Each hart draws an object, takes a reference (get) and in the next operation
   drops it (put). A count begins at 1, the owner's, so no get may find 0 and no put may find less than 2.
   Meaningful below 255 harts, where a count cannot wrap. */
#include "random_numbers.h"
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 256, .objects = 64, .stride = 1, .object_bytes = 1};

void workload_prepare(const struct workload* work) {
  if (work->hart != 0) return;
  for (uint64_t i = 0; i < work->objects; ++i) *(uint8_t*)object_at(work, i) = 1;
}

static inline bool get_is_wrong(uint8_t* count) {
  return fetch_add8(count, 1, __ATOMIC_RELAXED) == 0;
}

static inline bool put_is_wrong(uint8_t* count) {
  const uint8_t old = fetch_add8(count, (uint8_t)-1, __ATOMIC_RELEASE);
  return old < 2;
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  uint64_t state = first_random_state(work->seed, work->hart);
  uint64_t wrong = 0;
  uint8_t* count = object_at(work, 0);
  const uint64_t think = work->think;
  for (uint64_t i = 0; i < operations; ++i) {
    const bool get = i % 2 == 0;
    if (get) count = object_at(work, next_random_below(&state, work->objects));
    FORGET(count);
    operation_begin();
    wrong += get ? get_is_wrong(count) : put_is_wrong(count);
    operation_end();
    local_work(think);
  }
  if (operations % 2 != 0) wrong += put_is_wrong(count);
  return wrong;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  unsigned wrong = check_equal("counts found too low, in all", 0, 0, tally);
  for (uint64_t i = 0; i < work->objects; ++i) {
    wrong += check_equal("reference count", i, 1, *(uint8_t*)object_at(work, i));
  }
  return wrong;
}
