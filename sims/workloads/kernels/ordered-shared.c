/* Numbers passed from hart to hart around additions to a byte counter that all harts share, in the memory order that
   the arguments give. */
#include "ordered_updates.h"

const struct kernel_defaults kernel_defaults = {.operations = 1000, .objects = 1, .stride = 64, .object_bytes = 1};

void workload_prepare(const struct workload* work) {
  (void)work;
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  return pass_numbers(work, object_at(work, object_of(work)), operations);
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  unsigned wrong = verify_numbers(work, tally);
  for (uint64_t i = 0; i < work->objects; ++i) {
    const uint8_t expected = (uint8_t)(harts_on_object(work, i) * total_operations(work));
    wrong += check_equal("counter", i, expected, *(uint8_t*)object_at(work, i));
  }
  return wrong;
}
