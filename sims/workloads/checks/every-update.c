/* Not a measured kernel: all harts add 1 to one byte and count how often they saw it wrap, so that every single update
   counts: the final value alone would hide 256 lost ones. */
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 64, .objects = 1, .stride = 1, .object_bytes = 1};

void workload_prepare(const struct workload* work) {
  (void)work;
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  uint8_t* counter = object_at(work, 0);
  uint64_t wraps = 0;
  for (uint64_t i = 0; i < operations; ++i) wraps += fetch_add8(counter, 1, __ATOMIC_RELAXED) == 0xff;
  return wraps;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  const uint64_t found = 256 * tally + *(uint8_t*)object_at(work, 0);
  return check_equal("updates", 0, work->harts * total_operations(work), found);
}
