/* A descriptor packed into one word: two byte states and a 16-bit counter, each used by other harts, so that every
   conflict is with a neighbour as well. Harts take the roles counter, first state, second state in turn. States are
   replaced by exchange: whatever was put in must be taken out or found at the end, exactly once. */
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 256, .objects = 1, .stride = 4, .object_bytes = 4};

struct descriptor {
  uint8_t states[2];
  uint16_t counter;
} __attribute__((aligned(4)));

enum { ROLES = 3, COUNTER_ROLE = 0 };

static uint64_t role_of(const struct workload* work, uint64_t hart) {
  return hart / work->objects % ROLES;
}

void workload_prepare(const struct workload* work) {
  (void)work;
}

static void count(uint16_t* counter, uint64_t operations, uint64_t think) {
  for (uint64_t i = 0; i < operations; ++i) {
    FORGET(counter);
    operation_begin();
    fetch_add16(counter, 1, __ATOMIC_RELAXED);
    operation_end();
    local_work(think);
  }
}

/* Returns the sum of the states put in minus the sum of those taken out. */
static uint64_t replace(uint8_t* state, uint64_t operations, uint64_t think) {
  uint64_t balance = 0;
  for (uint64_t i = 0; i < operations; ++i) {
    const uint8_t next = (uint8_t)(i + 1);
    FORGET(state);
    operation_begin();
    const uint8_t old = exchange8(state, next, __ATOMIC_RELAXED);
    operation_end();
    balance += next;
    balance -= old;
    local_work(think);
  }
  return balance;
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  struct descriptor* descriptor = object_at(work, object_of(work));
  const uint64_t role = role_of(work, work->hart);
  if (role != COUNTER_ROLE) return replace(&descriptor->states[role - 1], operations, work->think);
  count(&descriptor->counter, operations, work->think);
  return 0;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  unsigned wrong = 0;
  uint64_t left = 0;
  for (uint64_t i = 0; i < work->objects; ++i) {
    const struct descriptor* descriptor = object_at(work, i);
    uint64_t counting = 0;
    for (uint64_t hart = i; hart < work->harts; hart += work->objects) counting += role_of(work, hart) == COUNTER_ROLE;
    wrong += check_equal("counter", i, (uint16_t)(counting * total_operations(work)), descriptor->counter);
    left += descriptor->states[0] + descriptor->states[1];
  }
  return wrong + check_equal("states put in and not taken out, sum", 0, tally, left);
}
