/* What the hypervisor does on traps of its own: the call of its process, interrupts, anything else is a bug. */
#include "hypervisor/host.h"
#include "privileged/sbi.h"

static void serve_call(struct host_frame* frame) {
  frame->sepc += 4;
  interrupts_on();
  run_guest(&this_hart()->vcpu);
  interrupts_off();
}

void handle_host_trap(struct host_frame* frame) {
  const uint64_t cause = READ_CSR(scause);
  if (cause == (INTERRUPT | 5)) {
    begin_region(REGION_HOST_INTERRUPT);
    handle_timer(this_hart());
  } else if (cause == CAUSE_USER_CALL) {
    serve_call(frame);
  } else {
    const bool process = (frame->sstatus & STATUS_SPP) == 0;
    sbi_report_trap(process ? LEVEL_MONITOR : LEVEL_HYPERVISOR, cause, frame->sepc, READ_CSR(stval));
  }
}
