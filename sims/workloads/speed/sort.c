/* What `amoeba bench` runs for the speed of instructions: every hart fills an array of its own with random records, sorts
   it by key and checks the order. No sharing, few cache misses, at least a quarter loads and stores. */
#include "workload.h"

#define RECORDS 512

struct record {
  uint32_t key, value;
};

const struct kernel_defaults kernel_defaults = {.operations = 40,
                                                .objects = 0,
                                                .stride = RECORDS * sizeof(struct record),
                                                .object_bytes = RECORDS * sizeof(struct record)};

void workload_prepare(const struct workload* work) {
  (void)work;
}

static void fill(struct record* records, uint64_t state) {
  for (uint32_t i = 0; i < RECORDS; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    records[i].key = (uint32_t)(state >> 32);
    records[i].value = i;
  }
}

static void shell_sort(struct record* first) {
  struct record* const end = first + RECORDS;
  for (ptrdiff_t gap = 301; gap != 0; gap = gap * 4 / 9) {
    for (struct record* next = first + gap; next != end; ++next) {
      const struct record record = *next;
      struct record* place = next;
      for (; place - first >= gap && place[-gap].key > record.key; place -= gap) *place = place[-gap];
      *place = record;
    }
  }
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  struct record* records = object_at(work, work->hart);
  uint64_t out_of_order = 0;
  for (uint64_t i = 0; i < operations; ++i) {
    fill(records, work->seed + work->hart + i * work->harts);
    shell_sort(records);
    for (unsigned n = 1; n < RECORDS; ++n) out_of_order += records[n - 1].key > records[n].key;
  }
  return out_of_order;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  (void)work;
  return check_equal("records out of order", 0, 0, tally);
}
