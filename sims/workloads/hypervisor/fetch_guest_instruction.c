/* The instruction of an exit whose stval is 0. A fault on the way is the guest's own fault of fetching. */
#include "hypervisor/host.h"

struct guest_code {
  uint64_t instruction, faulted;
};
struct guest_code read_guest_code(uint64_t address);

static uint64_t cause_of_fetch(uint64_t cause) {
  return cause == CAUSE_LOAD_PAGE ? CAUSE_INSTRUCTION_PAGE : CAUSE_INSTRUCTION_ACCESS;
}

bool fetch_guest_instruction(struct vcpu* vcpu, uint32_t* instruction) {
  interrupts_off();
  const uint64_t host_hstatus = SWAP_CSR(hstatus, vcpu->guest.hstatus);
  const struct guest_code code = read_guest_code(vcpu->guest.sepc);
  WRITE_CSR(hstatus, host_hstatus);
  const uint64_t cause = READ_CSR(scause), value = READ_CSR(stval);
  interrupts_on();
  *instruction = (uint32_t)code.instruction;
  if (code.faulted) redirect_to_guest(vcpu, cause_of_fetch(cause), value);
  return !code.faulted;
}
