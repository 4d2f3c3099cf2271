/* Numbers passed from hart to hart around additions to a byte counter of the hart's own, in the memory order that the
   arguments give: what ordering costs where the atomic itself is a hit. */
#include "ordered_updates.h"

const struct kernel_defaults kernel_defaults = {.operations = 1000, .objects = 0, .stride = 64, .object_bytes = 1};

void workload_prepare(const struct workload* work) {
  (void)work;
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  return pass_numbers(work, object_at(work, work->hart), operations);
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  unsigned wrong = verify_numbers(work, tally);
  for (uint64_t hart = 0; hart < work->harts; ++hart)
    wrong += check_equal("counter", hart, (uint8_t)total_operations(work), *(uint8_t*)object_at(work, hart));
  return wrong;
}
