/* Calls of the program, and the handler that it may have for its faults. */
#include "guest_kernel/guest_kernel.h"
#include "privileged/memory_map.h"
#include "privileged/sbi.h"

static uint64_t fault_handlers[MAX_GUEST_HARTS];

/* The kernel's stacks are where its harts differ. */
static uint64_t* handler_of_this_hart(const struct kernel_frame* frame) {
  return &fault_handlers[((uint64_t)frame - GUEST_STACKS) / TWO_PAGES];
}

void serve_program_call(struct kernel_frame* frame) {
  if (frame->x[17] != CALL_ON_FAULT) {
    sbi_call(SBI_HSM, SBI_HSM_STOP, 0);
    __builtin_unreachable();
  }
  *handler_of_this_hart(frame) = frame->x[10];
  frame->sepc += 4;
}

void deliver_fault(struct kernel_frame* frame, uint64_t cause, uint64_t value) {
  uint64_t* handler = handler_of_this_hart(frame);
  if (*handler == 0) sbi_report_trap(LEVEL_PROGRAM, cause, frame->sepc, value);
  frame->sepc = *handler;
  frame->x[10] = cause;
  frame->x[11] = value;
  *handler = 0;
}
