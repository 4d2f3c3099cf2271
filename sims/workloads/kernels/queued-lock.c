/* A queued lock whose 16-bit tail holds the number of the last waiter's node, changed by exchange as in the tail of
   Linux's qspinlock. The queue is of the CLH kind: each hart spins on its predecessor's node, in a line of its own, and
   takes that node over. So the tail needs no compare-and-swap, and the exchange is the only sub-word atomic.
   An operation is lock, critical section, unlock. */
#include "guarded_counters.h"
#include "stack_layout.h"
#include "subword.h"

const struct kernel_defaults kernel_defaults = {.operations = 128, .objects = 1, .stride = 2, .object_bytes = 2};

struct node {
  uint32_t held;
  uint16_t owned_node; /* by the hart of this index, between its operations */
} __attribute__((aligned(LINE_BYTES)));

/* One node per hart, and one per lock for its first predecessor. */
static struct node nodes[MAX_HARTS + MAX_OBJECTS];

void workload_prepare(const struct workload* work) {
  nodes[work->hart].owned_node = (uint16_t)work->hart;
  if (work->hart != 0) return;
  for (uint64_t i = 0; i < work->objects; ++i) *(uint16_t*)object_at(work, i) = (uint16_t)(MAX_HARTS + i);
}

/* Returns the predecessor's node, which is the caller's after the release. */
static inline uint16_t acquire(uint16_t* tail, uint16_t node) {
  __atomic_store_n(&nodes[node].held, 1, __ATOMIC_RELAXED);
  const uint16_t predecessor = exchange16(tail, node, __ATOMIC_ACQ_REL);
  while (__atomic_load_n(&nodes[predecessor].held, __ATOMIC_ACQUIRE) != 0) {
  }
  return predecessor;
}

static inline void release(uint16_t node) {
  __atomic_store_n(&nodes[node].held, 0, __ATOMIC_RELEASE);
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  uint16_t* tail = object_at(work, object_of(work));
  struct guarded_counter* guarded = &guarded_counters[object_of(work)];
  const uint64_t think = work->think;
  const uint64_t hold = work->hold;
  uint16_t node = nodes[work->hart].owned_node;
  for (uint64_t i = 0; i < operations; ++i) {
    FORGET(tail);
    operation_begin();
    const uint16_t predecessor = acquire(tail, node);
    critical_section(guarded, hold);
    release(node);
    operation_end();
    node = predecessor;
    local_work(think);
  }
  nodes[work->hart].owned_node = node;
  return 0;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  (void)tally;
  return verify_guarded_counters(work);
}
