#include "arguments.h"
#include "barrier.h"
#include "htif.h"
#include "stack_layout.h"
#include "workload.h"

#define ARENA_BYTES (MAX_OBJECTS * LINE_BYTES)

__attribute__((section(".data.arguments"), aligned(64))) volatile uint64_t amoeba_arguments[ARGUMENTS] = {0};
__attribute__((aligned(64))) static uint8_t arena[ARENA_BYTES];
__attribute__((aligned(64))) static uint64_t tally_of_all;

static uint64_t argument_or(unsigned index, uint64_t fallback) {
  const uint64_t value = amoeba_arguments[index];
  return value ? value : fallback;
}

static struct workload read_arguments(unsigned hart, unsigned harts) {
  const uint64_t bytes = kernel_defaults.object_bytes;
  const uint64_t stride = argument_or(ARGUMENT_STRIDE, kernel_defaults.stride);
  return (struct workload){
      .hart = hart,
      .harts = harts,
      .operations = argument_or(ARGUMENT_OPERATIONS, kernel_defaults.operations),
      .objects = argument_or(ARGUMENT_OBJECTS, kernel_defaults.objects ? kernel_defaults.objects : harts),
      .stride = (stride + bytes - 1) / bytes * bytes,
      .think = amoeba_arguments[ARGUMENT_THINK],
      .hold = amoeba_arguments[ARGUMENT_HOLD],
      .seed = argument_or(ARGUMENT_SEED, 1),
      .shared = argument_or(ARGUMENT_SHARED, kernel_defaults.shared),
      .run = argument_or(ARGUMENT_RUN, kernel_defaults.run),
  };
}

static bool fits(const struct workload* work) {
  const uint64_t objects = work->objects > work->harts ? work->objects : work->harts;
  return work->harts <= MAX_HARTS && objects <= MAX_OBJECTS && work->stride <= ARENA_BYTES / objects;
}

static _Noreturn void sleep_for_ever(void) {
  __asm__ volatile("ecall");
  __builtin_unreachable();
}

void* object_at(const struct workload* work, uint64_t index) {
  return arena + index * work->stride;
}

unsigned check_equal(const char* what, uint64_t index, uint64_t expected, uint64_t found) {
  if (expected == found) return 0;
  htif_print("wrong result: ");
  htif_print(what);
  htif_print(" ");
  htif_print_hexadecimal(index);
  htif_print(": expected ");
  htif_print_hexadecimal(expected);
  htif_print(", found ");
  htif_print_hexadecimal(found);
  htif_print("\n");
  return 1;
}

/* Entered from start.S in U-mode. */
_Noreturn void run_hart(unsigned hart, unsigned harts) {
  const struct workload work = read_arguments(hart, harts);
  if (!fits(&work)) {
    if (hart != 0) sleep_for_ever();
    htif_print("bad argument: too many harts or objects, or objects * stride exceed the kernel's memory\n");
    htif_exit(EXIT_BAD_ARGUMENT);
  }
  workload_prepare(&work);
  barrier_wait(harts);
  uint64_t tally = workload_run(&work, WARM_UP_OPERATIONS);
  barrier_wait(harts);
  roi_begin();
  tally += workload_run(&work, work.operations);
  roi_end();
  __atomic_fetch_add(&tally_of_all, tally, __ATOMIC_RELAXED);
  barrier_wait(harts);
  if (hart != 0) sleep_for_ever();
  htif_exit(workload_verify(&work, tally_of_all) ? EXIT_WRONG_RESULT : EXIT_SUCCESS);
}
