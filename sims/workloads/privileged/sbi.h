/* Numbers of the SBI: calls of the hypervisor to the firmware and of the guest's kernel to the hypervisor.
   a7: extension, a6: function, a0 to a5: arguments; a0: error, a1: value. Source: RISC-V SBI specification. */
#ifndef AMOEBA_WORKLOADS_SBI_H
#define AMOEBA_WORKLOADS_SBI_H

#define SBI_BASE 0x10
#define SBI_BASE_SPEC_VERSION 0
#define SBI_BASE_PROBE 3
#define SBI_TIME 0x54494d45
#define SBI_TIME_SET 0
#define SBI_HSM 0x48534d
#define SBI_HSM_STOP 1
#define SBI_REPORT 0x0a000000 /* of this firmware: a trap that a level cannot explain; ends the program */

#define SBI_SPEC_VERSION 0x2000000 /* 2.0 */
#define SBI_SUCCESS 0
#define SBI_NOT_SUPPORTED -2

#ifndef __ASSEMBLER__
#include <stdint.h>

enum level { LEVEL_FIRMWARE, LEVEL_HYPERVISOR, LEVEL_MONITOR, LEVEL_GUEST_KERNEL, LEVEL_PROGRAM };

struct sbi_result {
  int64_t error;
  uint64_t value;
};

static inline struct sbi_result sbi_call(uint64_t extension, uint64_t function, uint64_t argument) {
  register uint64_t a0 __asm__("a0") = argument;
  register uint64_t a1 __asm__("a1");
  register uint64_t a6 __asm__("a6") = function;
  register uint64_t a7 __asm__("a7") = extension;
  __asm__ volatile("ecall" : "+r"(a0), "=r"(a1) : "r"(a6), "r"(a7) : "memory");
  return (struct sbi_result){(int64_t)a0, a1};
}

/* Names the trap on the console and ends the program as failed. */
static inline _Noreturn void sbi_report_trap(enum level level, uint64_t cause, uint64_t pc, uint64_t value) {
  register uint64_t a0 __asm__("a0") = level;
  register uint64_t a1 __asm__("a1") = cause;
  register uint64_t a2 __asm__("a2") = pc;
  register uint64_t a3 __asm__("a3") = value;
  register uint64_t a7 __asm__("a7") = SBI_REPORT;
  __asm__ volatile("ecall" ::"r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(a7) : "memory");
  __builtin_unreachable();
}
#endif

#endif
