/* Which handler an exit belongs to. */
#include "hypervisor/vcpu.h"
#include "privileged/sbi.h"

enum after_exit handle_exit(struct vcpu* vcpu) {
  const uint64_t cause = vcpu->trap.scause;
  if (cause >= INTERRUPT) return RUN_GUEST; /* the host's own handler has had it */
  switch (cause) {
    case CAUSE_ILLEGAL_INSTRUCTION:
      return handle_illegal_instruction_of_guest(vcpu);
    case CAUSE_LOAD_MISALIGNED:
    case CAUSE_STORE_MISALIGNED:
    case CAUSE_INSTRUCTION_ACCESS:
    case CAUSE_LOAD_ACCESS:
    case CAUSE_STORE_ACCESS:
      redirect_to_guest(vcpu, cause, vcpu->trap.stval);
      return RUN_GUEST;
    case CAUSE_VIRTUAL_INSTRUCTION:
      return handle_virtual_instruction(vcpu);
    case CAUSE_INSTRUCTION_GUEST_PAGE:
    case CAUSE_LOAD_GUEST_PAGE:
    case CAUSE_STORE_GUEST_PAGE:
      return handle_guest_page_fault(vcpu);
    case CAUSE_VIRTUAL_SUPERVISOR_CALL:
      handle_guest_call(vcpu);
      return RUN_GUEST;
    default:
      sbi_report_trap(LEVEL_GUEST_KERNEL, cause, vcpu->trap.sepc, vcpu->trap.stval);
  }
}
