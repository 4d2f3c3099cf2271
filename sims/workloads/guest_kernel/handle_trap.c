/* What the guest's kernel does on a trap. */
#include "guest_kernel/guest_kernel.h"
#include "privileged/sbi.h"

#define CAUSE_TIMER (INTERRUPT | 5)
#define OPCODE_AMO 0x2f

static bool from_kernel(const struct kernel_frame* frame) {
  return (frame->sstatus & STATUS_SPP) != 0;
}

/* The line stays up until the next deadline is set. */
static void take_timer_interrupt(struct kernel_frame* frame) {
  ++kernel_hart_of(frame)->timer_interrupts;
  CLEAR_CSR(sie, SUPERVISOR_TIMER);
}

static void handle_illegal_instruction(struct kernel_frame* frame) {
  const uint32_t instruction = (uint32_t)frame->stval;
  if ((instruction & 0x7f) == OPCODE_AMO && emulate_for_program(frame, instruction)) return;
  deliver_fault(frame, CAUSE_ILLEGAL_INSTRUCTION, frame->stval);
}

void handle_kernel_trap(struct kernel_frame* frame) {
  begin_region(REGION_GUEST_HANDLER);
  if (frame->scause == CAUSE_ILLEGAL_INSTRUCTION) {
    handle_illegal_instruction(frame);
  } else if (frame->scause == CAUSE_USER_CALL) {
    serve_program_call(frame);
  } else if (frame->scause == CAUSE_TIMER) {
    take_timer_interrupt(frame);
  } else if (frame->scause >= INTERRUPT || from_kernel(frame)) {
    sbi_report_trap(LEVEL_GUEST_KERNEL, frame->scause, frame->sepc, frame->stval);
  } else {
    deliver_fault(frame, frame->scause, frame->stval);
  }
}
