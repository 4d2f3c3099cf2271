/* Calls of the program, and the handler that it may have for its faults. */
#include "guest_kernel/guest_kernel.h"
#include "privileged/memory_map.h"
#include "privileged/sbi.h"

static struct kernel_hart harts[MAX_GUEST_HARTS];

struct kernel_hart* kernel_hart_of(const void* on_stack) {
  return &harts[((uint64_t)on_stack - GUEST_STACKS) / TWO_PAGES];
}

void serve_program_call(struct kernel_frame* frame) {
  switch (frame->x[17]) {
    case CALL_ON_FAULT:
      kernel_hart_of(frame)->fault_handler = frame->x[10];
      break;
    case CALL_PERFORM_EXITS:
      frame->x[10] = perform_exits((enum exit_kind)frame->x[10], frame->x[11]);
      break;
    default:
      sbi_call(SBI_HSM, SBI_HSM_STOP, 0);
  }
  frame->sepc += 4;
}

void deliver_fault(struct kernel_frame* frame, uint64_t cause, uint64_t value) {
  uint64_t* handler = &kernel_hart_of(frame)->fault_handler;
  if (*handler == 0) sbi_report_trap(LEVEL_PROGRAM, cause, frame->sepc, value);
  frame->sepc = *handler;
  frame->x[10] = cause;
  frame->x[11] = value;
  *handler = 0;
}
