/* What the kernels do whose atomics take their memory order from the run-time arguments: pass a number on. Each
   operation writes the mailbox of the next hart, adds to a byte counter with that order, and reads the own mailbox. A
   release therefore has a store to wait for that misses, an acquire a load to hold up that misses. Harts that wait for
   one another fall into step, in patterns of which some are a tenth slower; so they pause for random times, now and
   then for longer than an operation takes, and a run passes through all patterns instead of staying in one. */
#ifndef AMOEBA_WORKLOADS_ORDERED_UPDATES_H
#define AMOEBA_WORKLOADS_ORDERED_UPDATES_H

#include "arguments.h"
#include "random_numbers.h"
#include "stack_layout.h"
#include "subword.h"
#include "workload.h"

struct mailbox {
  uint64_t value;
} __attribute__((aligned(LINE_BYTES)));

#define PAUSES 16       /* different lengths, in iterations of local work */
#define LONG_PAUSES 128 /* lengths of every sixteenth pause, on average */

extern volatile uint64_t amoeba_arguments[ARGUMENTS];

static struct mailbox mailboxes[MAX_HARTS];

static inline uint64_t next_pause(uint64_t* state) {
  return next_random_below(state, next_random_below(state, 16) == 0 ? LONG_PAUSES : PAUSES);
}

#define PASS_NUMBERS(order)                                        \
  for (uint64_t i = 1; i <= operations; ++i) {                     \
    FORGET(counter);                                               \
    operation_begin();                                             \
    __atomic_store_n(next, i, __ATOMIC_RELAXED);                   \
    fetch_add8(counter, 1, order);                                 \
    const uint64_t found = __atomic_load_n(own, __ATOMIC_RELAXED); \
    operation_end();                                               \
    wrong += found > largest;                                      \
    local_work(think + next_pause(&state));                        \
  }                                                                \
  break

/* Returns how often a mailbox held what nobody had put there. */
static inline uint64_t pass_numbers(const struct workload* work, uint8_t* counter, uint64_t operations) {
  uint64_t* next = &mailboxes[(work->hart + 1) % work->harts].value;
  uint64_t* own = &mailboxes[work->hart].value;
  const uint64_t think = work->think;
  uint64_t state = first_random_state(work->seed, work->hart);
  const uint64_t largest = operations > WARM_UP_OPERATIONS ? operations : WARM_UP_OPERATIONS;
  uint64_t wrong = 0;
  switch (amoeba_arguments[ARGUMENT_ORDER]) {
    case ORDER_ACQUIRE:
      PASS_NUMBERS(__ATOMIC_ACQUIRE);
    case ORDER_RELEASE:
      PASS_NUMBERS(__ATOMIC_RELEASE);
    case ORDER_ACQ_REL:
      PASS_NUMBERS(__ATOMIC_ACQ_REL);
    case ORDER_SEQ_CST:
      PASS_NUMBERS(__ATOMIC_SEQ_CST);
    default:
      PASS_NUMBERS(__ATOMIC_RELAXED);
  }
  return wrong;
}

static inline unsigned verify_numbers(const struct workload* work, uint64_t tally) {
  unsigned wrong = check_equal("numbers found that were not sent, in all", 0, 0, tally);
  for (uint64_t hart = 0; hart < work->harts; ++hart)
    wrong += check_equal("mailbox", hart, work->operations, mailboxes[hart].value);
  return wrong;
}

#endif
