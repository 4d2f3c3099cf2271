/* Loads, stores and AMOs of several widths on one word. Every operation first loads, so that the AMO that follows often
   finds its line shared. Byte 0 and the upper halfword are counted up by byte, halfword and word AMOs of all harts;
   byte 1 belongs to the first hart on the object, which stores to it plainly and must always read back what it stored.
 */
#include "subword.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 256, .objects = 1, .stride = 4, .object_bytes = 4};

union mixed {
  uint32_t word;
  struct {
    uint8_t count;
    uint8_t owned;
    uint16_t wide_count;
  } part;
} __attribute__((aligned(4)));

void workload_prepare(const struct workload* work) {
  (void)work;
}

static inline void update(union mixed* object, uint64_t turn) {
  switch (turn) {
    case 0:
      fetch_add8(&object->part.count, 1, __ATOMIC_RELAXED);
      break;
    case 1:
      fetch_add16(&object->part.wide_count, 1, __ATOMIC_RELAXED);
      break;
    default:
      __atomic_fetch_add(&object->word, UINT32_C(1) << 16, __ATOMIC_RELAXED);
      break;
  }
}

/* True when byte 1 of a word just loaded is not what its owner last stored. */
static inline bool owner_sees_another(uint32_t loaded, uint8_t stored) {
  return (uint8_t)(loaded >> 8) != stored;
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  union mixed* object = object_at(work, object_of(work));
  const bool owner = work->hart < work->objects;
  uint8_t stored = object->part.owned;
  uint64_t turn = 0;
  uint64_t wrong = 0;
  const uint64_t think = work->think;
  for (uint64_t i = 0; i < operations; ++i) {
    FORGET(object);
    operation_begin();
    const uint32_t before = __atomic_load_n(&object->word, __ATOMIC_RELAXED);
    update(object, turn);
    if (owner) __atomic_store_n(&object->part.owned, (uint8_t)(stored + 1), __ATOMIC_RELAXED);
    operation_end();
    wrong += owner && owner_sees_another(before, stored);
    stored = (uint8_t)(stored + owner);
    turn = turn == 2 ? 0 : turn + 1;
    local_work(think);
  }
  return wrong;
}

/* How many of `operations` had this turn. */
static uint64_t turns(uint64_t operations, uint64_t turn) {
  return operations / 3 + (turn < operations % 3);
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  unsigned wrong = check_equal("stores of an owner lost, in all", 0, 0, tally);
  const uint64_t narrow = turns(WARM_UP_OPERATIONS, 0) + turns(work->operations, 0);
  for (uint64_t i = 0; i < work->objects; ++i) {
    const union mixed* object = object_at(work, i);
    const uint64_t harts = harts_on_object(work, i);
    wrong += check_equal("8-bit count", i, (uint8_t)(harts * narrow), object->part.count);
    wrong +=
        check_equal("16-bit count", i, (uint16_t)(harts * (total_operations(work) - narrow)), object->part.wide_count);
    wrong += check_equal("owned byte", i, (uint8_t)(harts ? total_operations(work) : 0), object->part.owned);
  }
  return wrong;
}
