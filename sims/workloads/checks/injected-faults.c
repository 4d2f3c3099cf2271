/* Not a measured kernel: sub-word AMOs that cannot be performed, in a guest whose kernel hands faults back to the
   program that asks for them. Cause and address must be those of a hart with Zabha, whoever emulates, and memory must
   stay. */
#include "guest_kernel/program_call.h"
#include "privileged/csr.h"
#include "privileged/memory_map.h"
#include "workload.h"

const struct kernel_defaults kernel_defaults = {.operations = 1, .objects = 1, .stride = 8, .object_bytes = 8};

#define UNMAPPED 0x70000123
#define BEYOND_SV39 0x4000000000
#define NO_FAULT 99

struct fault {
  uint64_t cause, value;
};

/* `instruction` on (t0), with the fault's handler right behind it. */
#define DEFINE_ATTEMPT(name, instruction)                   \
  static struct fault name(uint64_t address) {              \
    register uint64_t cause __asm__("a0");                  \
    register uint64_t value __asm__("a1");                  \
    register uint64_t call __asm__("a7") = CALL_ON_FAULT;   \
    register uint64_t place __asm__("t0") = address;        \
    __asm__ volatile(                                       \
        "la a0, 1f\n"                                       \
        "ecall\n"                                           \
        "li a0, %[no_fault]\n"                              \
        "li t1, 0x55\n"                                     \
        "li t2, 0x66\n" instruction                         \
        "\n"                                                \
        ".balign 4\n"                                       \
        "1:"                                                \
        : "=r"(cause), "=r"(value), "+r"(call), "+r"(place) \
        : [no_fault] "i"(NO_FAULT)                          \
        : "t1", "t2", "memory");                            \
    return (struct fault){cause, value};                    \
  }

DEFINE_ATTEMPT(add_byte, "amoadd.b t2, t1, (t0)")
DEFINE_ATTEMPT(add_halfword, "amoadd.h.aqrl t2, t1, (t0)")
DEFINE_ATTEMPT(swap_byte_into_nothing, "amoswap.b x0, t1, (t0)")
DEFINE_ATTEMPT(replace_byte, "amocas.b t2, t1, (t0)")
DEFINE_ATTEMPT(no_instruction, ".4byte 0xffffffff")

static unsigned check_fault(uint64_t number, struct fault found, uint64_t cause, uint64_t value) {
  return check_equal("cause of fault", number, cause, found.cause) +
         check_equal("address of fault", number, value, found.value);
}

void workload_prepare(const struct workload* work) {
  (void)work;
}

uint64_t workload_run(const struct workload* work, uint64_t operations) {
  if (work->hart != 0 || operations == WARM_UP_OPERATIONS) return 0;
  static const uint8_t constant = 7;
  const uint64_t read_only = (uint64_t)&constant;
  uint64_t* object = object_at(work, 0);
  const uint64_t background = *object = UINT64_C(0x123456789abcdef0);
  unsigned wrong = check_fault(0, add_byte(UNMAPPED), CAUSE_STORE_PAGE, UNMAPPED);
  wrong += check_fault(1, add_byte(BEYOND_SV39), CAUSE_STORE_PAGE, BEYOND_SV39);
  wrong += check_fault(2, add_byte(GUEST_BASE + 3), CAUSE_STORE_PAGE, GUEST_BASE + 3); /* the kernel's */
  wrong += check_fault(3, add_byte(read_only), CAUSE_STORE_PAGE, read_only);
  wrong += check_fault(4, replace_byte(read_only), CAUSE_STORE_PAGE, read_only);
  wrong += check_fault(5, swap_byte_into_nothing(UNMAPPED), CAUSE_STORE_PAGE, UNMAPPED);
  wrong += check_fault(6, add_halfword((uint64_t)object + 1), CAUSE_STORE_MISALIGNED, (uint64_t)object + 1);
  wrong += check_fault(7, no_instruction(0), CAUSE_ILLEGAL_INSTRUCTION, 0xffffffff);
  wrong += check_equal("memory after faults", 0, background, *object);
  wrong += check_equal("constant after faults", 0, 7, *(volatile const uint8_t*)read_only);
  wrong += check_equal("good operation", 0, NO_FAULT, add_byte((uint64_t)object).cause);
  wrong += check_equal("memory after good operation", 0, background + 0x55 - 0x100, *object);
  return wrong;
}

unsigned workload_verify(const struct workload* work, uint64_t tally) {
  (void)work;
  return tally != 0;
}
