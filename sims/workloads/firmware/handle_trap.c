/* What firmware does on a trap. Takes the instruction from mtval, which must hold it: a hart that writes 0 there for an
   illegal instruction makes every emulated operation an unexpected trap. */
#include "htif.h"
#include "trap_frame.h"

#define CAUSE_ILLEGAL_INSTRUCTION 2
#define CAUSE_ECALL_FROM_U 8

#define READ_CSR(name)                                     \
  ({                                                       \
    uint64_t csr_value;                                    \
    __asm__ volatile("csrr %0, " #name : "=r"(csr_value)); \
    csr_value;                                             \
  })

_Noreturn void park_hart(void);

static _Noreturn __attribute__((cold)) void report_trap(uint64_t cause) {
  htif_print("unexpected trap: mcause ");
  htif_print_hexadecimal(cause);
  htif_print(", mepc ");
  htif_print_hexadecimal(READ_CSR(mepc));
  htif_print(", mtval ");
  htif_print_hexadecimal(READ_CSR(mtval));
  htif_print("\n");
  htif_exit(EXIT_UNEXPECTED_TRAP);
}

void handle_trap(struct trap_frame* frame) {
  const uint64_t cause = READ_CSR(mcause);
  if (cause == CAUSE_ILLEGAL_INSTRUCTION && emulate_subword(frame, (uint32_t)READ_CSR(mtval))) {
    __asm__ volatile("csrw mepc, %0" ::"r"(READ_CSR(mepc) + 4));
    return;
  }
  if (cause == CAUSE_ECALL_FROM_U) park_hart(); /* the program has nothing left to do on this hart */
  report_trap(cause);
}
