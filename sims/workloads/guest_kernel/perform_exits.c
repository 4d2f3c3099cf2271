/* One VM exit of each kind, as only a kernel can cause them, each checked for what it should bring. */
#include "guest_kernel/guest_kernel.h"
#include "markers.h"
#include "privileged/memory_map.h"
#include "privileged/sbi.h"

#define TICKS_TO_TIMER 40 /* of `time`: longer than the call that sets the timer */

static bool hypercall(void) {
  operation_begin();
  const struct sbi_result result = sbi_call(SBI_BASE, SBI_BASE_SPEC_VERSION, 0);
  operation_end();
  return result.error == SBI_SUCCESS && result.value == SBI_SPEC_VERSION;
}

/* The fault handler is the next instruction. */
static bool illegal_instruction(uint64_t* handler) {
  register uint64_t cause __asm__("a0") = 0;
  operation_begin();
  __asm__ volatile(
      "la a1, 1f\n"
      "sd a1, %[handler]\n"
      ".4byte 0\n"
      ".balign 4\n"
      "1:"
      : "+r"(cause), [handler] "=m"(*handler)::"a1", "memory");
  operation_end();
  return cause == CAUSE_ILLEGAL_INSTRUCTION;
}

/* The device counts its reads, here and there. */
static bool read_device(uint64_t device, uint32_t* last) {
  operation_begin();
  const uint32_t value = *(volatile uint32_t*)device;
  operation_end();
  const bool right = *last == 0 || value == *last + 1;
  *last = value;
  return right;
}

static bool wait_for_timer(struct kernel_hart* hart) {
  const uint64_t before = hart->timer_interrupts;
  sbi_call(SBI_TIME, SBI_TIME_SET, READ_CSR(time) + TICKS_TO_TIMER);
  SET_CSR(sie, SUPERVISOR_TIMER);
  operation_begin();
  SET_CSR(sstatus, STATUS_SIE);
  while (__atomic_load_n(&hart->timer_interrupts, __ATOMIC_RELAXED) == before) {
  }
  CLEAR_CSR(sstatus, STATUS_SIE);
  operation_end();
  return hart->timer_interrupts == before + 1;
}

/* With its software interrupt pending, but not taken, the hart has no reason to wait. */
static bool wait_for_interrupt(void) {
  SET_CSR(sie, SUPERVISOR_SOFTWARE);
  SET_CSR(sip, SUPERVISOR_SOFTWARE);
  operation_begin();
  __asm__ volatile("wfi");
  operation_end();
  const bool still_pending = (READ_CSR(sip) & SUPERVISOR_SOFTWARE) != 0;
  CLEAR_CSR(sie, SUPERVISOR_SOFTWARE);
  CLEAR_CSR(sip, SUPERVISOR_SOFTWARE);
  return still_pending;
}

static bool wait_on_reservation(uint32_t* word) {
  uint32_t value;
  __asm__ volatile("lr.w %0, %1" : "=r"(value), "+A"(*word));
  operation_begin();
  __asm__ volatile("wrs.nto" ::: "memory");
  operation_end();
  return value == 0;
}

static bool perform_exit(enum exit_kind kind, struct kernel_hart* hart, uint32_t* word) {
  switch (kind) {
    case EXIT_HYPERCALL:
      return hypercall();
    case EXIT_ILLEGAL_INSTRUCTION:
      return illegal_instruction(&hart->fault_handler);
    case EXIT_MMIO_KERNEL:
      return read_device(DEVICE_OF_KERNEL, word);
    case EXIT_MMIO_USER:
      return read_device(DEVICE_OF_MONITOR, word);
    case EXIT_TIMER:
      return wait_for_timer(hart);
    case EXIT_WFI:
      return wait_for_interrupt();
    case EXIT_WRS:
      return wait_on_reservation(word);
  }
  return false;
}

uint64_t perform_exits(enum exit_kind kind, uint64_t operations) {
  uint32_t word = 0;
  struct kernel_hart* hart = kernel_hart_of(&word);
  uint64_t wrong = 0;
  begin_region(REGION_PROGRAM);
  for (uint64_t i = 0; i < operations; ++i) wrong += !perform_exit(kind, hart, &word);
  begin_region(REGION_GUEST_HANDLER);
  return wrong;
}
