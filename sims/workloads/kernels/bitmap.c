/* A bitmap whose bytes are shared and whose bits have one owner each: the hart sets and clears its bit by or, xor and
   and, and every returned byte must show the bit as the hart left it. At most eight harts share a byte, so there are at
   least harts/8 bytes, whatever `objects` says. */
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 256, .objects = 1, .stride = 1, .object_bytes = 1};

static uint64_t bytes_of_map(const struct workload* work) {
  const uint64_t needed = (work->harts + 7) / 8;
  return work->objects > needed ? work->objects : needed;
}

void workload_prepare(const struct workload* work) {
  (void)work;
}

/* Set by or, clear by xor, set by xor, clear by and. */
static inline uint8_t change(uint8_t* byte, uint8_t bit, uint64_t turn) {
  switch (turn % 4) {
    case 0:
      return fetch_or8(byte, bit, __ATOMIC_RELAXED);
    case 3:
      return fetch_and8(byte, (uint8_t)~bit, __ATOMIC_RELAXED);
    default:
      return fetch_xor8(byte, bit, __ATOMIC_RELAXED);
  }
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  const uint64_t bytes = bytes_of_map(work);
  const uint8_t bit = (uint8_t)(1u << (work->hart / bytes));
  uint8_t* byte = object_at(work, work->hart % bytes);
  uint64_t wrong = 0;
  const uint64_t think = work->think;
  for (uint64_t i = 0; i < operations; ++i) {
    FORGET(byte);
    operation_begin();
    const uint8_t old = change(byte, bit, i);
    operation_end();
    wrong += (old & bit) != (i % 2 ? bit : 0);
    local_work(think);
  }
  if (operations % 2 != 0) change(byte, bit, 3);
  return wrong;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  unsigned wrong = check_equal("bits found changed by others, in all", 0, 0, tally);
  for (uint64_t i = 0; i < bytes_of_map(work); ++i) {
    wrong += check_equal("byte", i, 0, *(uint8_t*)object_at(work, i));
  }
  return wrong;
}
