/* Not a measured kernel: executes each of the 20 sub-word instructions in all four orderings, at every place in a word
   and on chosen values, and compares the memory and rd with plain C. The same source checks the hart, linked with the
   firmware that does not emulate, and the firmware's emulator, on a hart without Zabha. */
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 1, .objects = 1, .stride = 8, .object_bytes = 8};

typedef uint64_t (*instruction)(void* object, uint64_t expected, uint64_t operand);
typedef uint64_t (*reference)(int64_t old, int64_t expected, int64_t operand); /* of sign-extended values */

/* rd begins as the expected value, which only amocas reads. */
#define DEFINE_ONE(function, mnemonic)                                                             \
  static uint64_t function(void* object, uint64_t expected, uint64_t operand) {                    \
    uint64_t rd = expected;                                                                        \
    __asm__ volatile(mnemonic " %0, %1, (%2)" : "+&r"(rd) : "r"(operand), "r"(object) : "memory"); \
    return rd;                                                                                     \
  }

#define DEFINE_ORDERINGS(operation, width)                                \
  DEFINE_ONE(operation##_##width, "amo" #operation "." #width)            \
  DEFINE_ONE(operation##_##width##_aq, "amo" #operation "." #width ".aq") \
  DEFINE_ONE(operation##_##width##_rl, "amo" #operation "." #width ".rl") \
  DEFINE_ONE(operation##_##width##_aqrl, "amo" #operation "." #width ".aqrl")

#define DEFINE_OPERATION(operation, result)                                               \
  DEFINE_ORDERINGS(operation, b)                                                          \
  DEFINE_ORDERINGS(operation, h)                                                          \
  static uint64_t operation##_reference(int64_t old, int64_t expected, int64_t operand) { \
    (void)expected, (void)old, (void)operand;                                             \
    return (uint64_t)(result);                                                            \
  }

#define FOR_EACH_OPERATION(X)                                \
  X(swap, operand)                                           \
  X(add, old + operand)                                      \
  X(xor, old ^ operand)                                      \
  X(and, old& operand)                                       \
  X(or, old | operand)                                       \
  X(min, old < operand ? old : operand)                      \
  X(max, old > operand ? old : operand)                      \
  X(minu, (uint64_t)old < (uint64_t)operand ? old : operand) \
  X(maxu, (uint64_t)old > (uint64_t)operand ? old : operand) \
  X(cas, old == expected ? operand : old)

FOR_EACH_OPERATION(DEFINE_OPERATION)

struct subject {
  reference expected_result;
  instruction orderings[2][4]; /* by log2 of the width, then by aq and rl */
};

#define ORDERINGS(operation, width) \
  { operation##_##width, operation##_##width##_aq, operation##_##width##_rl, operation##_##width##_aqrl }
#define SUBJECT(operation, result) {operation##_reference, {ORDERINGS(operation, b), ORDERINGS(operation, h)}},

static const struct subject subjects[] = {FOR_EACH_OPERATION(SUBJECT)};

static const uint16_t values[] = {0, 1, 0x7f, 0x80, 0xff, 0x5aa5, 0x7fff, 0x8000, 0xffff};
enum { VALUES = sizeof values / sizeof values[0], SUBJECTS = sizeof subjects / sizeof subjects[0] };

static uint64_t sign_extend(uint64_t value, unsigned bytes) {
  const unsigned unused = 64 - 8 * bytes;
  return (uint64_t)((int64_t)(value << unused) >> unused);
}

/* One instruction on one field of a doubleword: are the field, its neighbours and rd right? */
static bool is_right(const struct subject* subject, instruction execute, uint64_t* memory, unsigned offset,
                     unsigned bytes, uint64_t old, uint64_t operand) {
  const uint64_t mask = (UINT64_C(1) << 8 * bytes) - 1;
  const uint64_t background = UINT64_C(0x123456789abcdef0);
  const uint64_t others = background & ~(mask << 8 * offset);
  const uint64_t expected = operand ^ (old & 1); /* so that amocas meets both equal and different values */
  const uint64_t upper_garbage = ~mask & UINT64_C(0x5500ff0055ff00ff);
  *memory = others | (old & mask) << 8 * offset;
  const uint64_t rd = execute((uint8_t*)memory + offset, expected | upper_garbage, (operand & mask) | upper_garbage);
  const uint64_t result = subject->expected_result(
      (int64_t)sign_extend(old, bytes), (int64_t)sign_extend(expected, bytes), (int64_t)sign_extend(operand, bytes));
  return rd == sign_extend(old, bytes) && *memory == (others | (result & mask) << 8 * offset);
}

static uint64_t count_wrong(const struct subject* subject, instruction execute, uint64_t* memory, unsigned bytes) {
  uint64_t wrong = 0;
  for (unsigned offset = 0; offset < 8; offset += bytes) {
    for (unsigned i = 0; i < VALUES; ++i) {
      for (unsigned j = 0; j < VALUES; ++j) {
        wrong += !is_right(subject, execute, memory, offset, bytes, values[i], values[j]);
      }
    }
  }
  return wrong;
}

void workload_prepare(const struct workload* work) {
  (void)work;
}

/* Each call checks everything once; only hart 0 does, as the checks share their memory. */
uint64_t workload_run(const struct workload* work, uint64_t operations) {
  if (work->hart != 0 || operations == WARM_UP_OPERATIONS) return 0;
  uint64_t wrong = 0;
  for (unsigned i = 0; i < SUBJECTS; ++i) {
    for (unsigned log_bytes = 0; log_bytes < 2; ++log_bytes) {
      for (unsigned ordering = 0; ordering < 4; ++ordering) {
        const instruction execute = subjects[i].orderings[log_bytes][ordering];
        const uint64_t found = count_wrong(&subjects[i], execute, object_at(work, 0), 1u << log_bytes);
        check_equal("cases of operation, width, ordering", i << 8 | log_bytes << 4 | ordering, 0, found);
        wrong += found;
      }
    }
  }
  return wrong;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  (void)work;
  return tally != 0;
}
