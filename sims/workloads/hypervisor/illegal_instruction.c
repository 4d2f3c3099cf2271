/* An illegal instruction of the guest, by path: handed back to the guest's kernel (as KVM does), emulated here, or left
   to the monitor process. */
#include "hypervisor/vcpu.h"

static void copy_registers(uint64_t* to, const uint64_t* from) {
  for (unsigned i = 1; i < 32; ++i) to[i] = from[i];
}

static enum after_exit leave_to_monitor(struct vcpu* vcpu, uint32_t instruction) {
  begin_region(REGION_EXIT_HANDLER);
  struct emulation* emulation = &vcpu->call->emulation;
  copy_registers(emulation->x, vcpu->guest.x);
  emulation->pc = vcpu->guest.sepc;
  emulation->vsatp = READ_CSR(vsatp);
  emulation->vsstatus = READ_CSR(vsstatus);
  emulation->instruction = instruction;
  emulation->from_supervisor = (vcpu->guest.hstatus & HSTATUS_SPVP) != 0;
  emulation->raises = false;
  vcpu->call->reason = REASON_ILLEGAL_INSTRUCTION;
  return RETURN_TO_MONITOR;
}

enum after_exit handle_illegal_instruction_of_guest(struct vcpu* vcpu) {
  if (vcpu->path == PATH_TRAP_HS || vcpu->path == PATH_EXIT_USER) {
    begin_region(REGION_DECODE);
    uint32_t instruction = (uint32_t)vcpu->trap.stval;
    if (instruction == 0 && !fetch_guest_instruction(vcpu, &instruction)) return RUN_GUEST;
    if (vcpu->path == PATH_EXIT_USER) return leave_to_monitor(vcpu, instruction);
    if (emulate_on_host_mapping(vcpu, instruction)) return RUN_GUEST;
  }
  redirect_to_guest(vcpu, CAUSE_ILLEGAL_INSTRUCTION, vcpu->trap.stval);
  return RUN_GUEST;
}

/* What the monitor made of it. */
void complete_emulation(struct vcpu* vcpu, const struct emulation* emulation) {
  copy_registers(vcpu->guest.x, emulation->x);
  vcpu->guest.sepc = emulation->pc;
  if (emulation->raises) redirect_to_guest(vcpu, emulation->cause, emulation->value);
}
