/* A guest that does nothing but leave: each operation is one VM exit of the kind that an argument gives (exits.def).
   Only a kernel can cause them, so the guest's kernel performs them, with the markers around each. */
#include "arguments.h"
#include "guest_kernel/program_call.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 64, .objects = 1, .stride = 1, .object_bytes = 1};

extern volatile uint64_t amoeba_arguments[ARGUMENTS];

void workload_prepare(const struct workload* work) {
  (void)work;
}

/* Returns the exits with a wrong result; all are wrong where the kind does not exist. */
uint64_t workload_run(const struct workload* work, uint64_t operations) {
  (void)work;
  return program_call(CALL_PERFORM_EXITS, amoeba_arguments[ARGUMENT_EXIT_KIND], operations);
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  (void)work;
  return check_equal("exits with a wrong result", 0, 0, tally);
}
