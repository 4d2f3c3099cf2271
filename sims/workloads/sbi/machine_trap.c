/* What the firmware does on a trap. */
#include "arguments.h"
#include "sbi/firmware.h"

extern volatile uint64_t amoeba_arguments[ARGUMENTS];

struct policy policy;

/* On every hart, with the same result. */
void read_policy(void) {
  policy.emulates_subword = amoeba_arguments[ARGUMENT_GUEST_PATH] == PATH_TRAP_M;
  policy.hides_instruction = amoeba_arguments[ARGUMENT_HIDE_STVAL] != 0;
}

void handle_machine_trap(struct machine_frame* frame) {
  begin_region(REGION_M_HANDLER);
  const uint64_t cause = frame->trap.cause;
  if (cause >= INTERRUPT || (frame->mstatus & STATUS_MPP) == STATUS_MPP) {
    report_trap(LEVEL_FIRMWARE, cause, frame->mepc, frame->trap.value);
  } else if (cause == CAUSE_ILLEGAL_INSTRUCTION) {
    handle_illegal_instruction(frame);
  } else if (cause == CAUSE_SUPERVISOR_CALL) {
    handle_call(frame);
  } else {
    redirect_trap(frame, &frame->trap);
  }
}
