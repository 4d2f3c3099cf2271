/* Two histograms of a Zipf-distributed value (bin k is drawn in proportion to 1/(k+1)): samples go in turn to a table
   of bytes and to one of halfwords, so few bins are hot and neighbours share lines. Bins wrap; the check is modular.
   Each hart's samples are drawn beforehand into a ring. */
#include "random_numbers.h"
#include "stack_layout.h"
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 256, .objects = 64, .stride = 4, .object_bytes = 4};

enum { RING = 256 };

struct bins {
  uint16_t wide;
  uint8_t narrow;
} __attribute__((aligned(4)));

static uint16_t rings[MAX_HARTS][RING] __attribute__((aligned(LINE_BYTES)));
static uint32_t expected_wide[MAX_OBJECTS];
static uint32_t expected_narrow[MAX_OBJECTS];

static uint64_t weight(uint64_t bin) {
  return (UINT64_C(1) << 20) / (bin + 1);
}

static uint16_t draw_bin(uint64_t* state, uint64_t total_weight) {
  uint64_t rest = next_random_below(state, total_weight);
  uint16_t bin = 0;
  while (rest >= weight(bin)) rest -= weight(bin++);
  return bin;
}

static uint64_t uses_of(uint64_t slot, uint64_t operations) {
  return operations / RING + (slot < operations % RING);
}

void workload_prepare(const struct workload* work) {
  uint64_t total_weight = 0;
  for (uint64_t bin = 0; bin < work->objects; ++bin) total_weight += weight(bin);
  uint64_t state = first_random_state(work->seed, work->hart);
  for (uint64_t slot = 0; slot < RING; ++slot) {
    const uint16_t bin = draw_bin(&state, total_weight);
    const uint64_t uses = uses_of(slot, WARM_UP_OPERATIONS) + uses_of(slot, work->operations);
    rings[work->hart][slot] = bin;
    __atomic_fetch_add(slot % 2 ? &expected_wide[bin] : &expected_narrow[bin], (uint32_t)uses, __ATOMIC_RELAXED);
  }
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  const uint16_t* ring = rings[work->hart];
  const uint64_t think = work->think;
  for (uint64_t i = 0; i < operations; ++i) {
    struct bins* bins = object_at(work, ring[i % RING]);
    FORGET(bins);
    operation_begin();
    if (i % 2) {
      fetch_add16(&bins->wide, 1, __ATOMIC_RELAXED);
    } else {
      fetch_add8(&bins->narrow, 1, __ATOMIC_RELAXED);
    }
    operation_end();
    local_work(think);
  }
  return 0;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  (void)tally;
  unsigned wrong = 0;
  for (uint64_t bin = 0; bin < work->objects; ++bin) {
    const struct bins* bins = object_at(work, bin);
    wrong += check_equal("16-bit bin", bin, (uint16_t)expected_wide[bin], bins->wide);
    wrong += check_equal("8-bit bin", bin, (uint8_t)expected_narrow[bin], bins->narrow);
  }
  return wrong;
}
