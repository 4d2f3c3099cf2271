/* Instructions that the guest may not execute itself though HS mode may: waiting, under hstatus.VTW. Everything else is
   an illegal instruction to the guest, as with KVM. */
#include "hypervisor/host.h"

#define WFI 0x10500073
#define WRS_NTO 0x00d00073

/* Until the guest has an interrupt of its own; the host's are served meanwhile. */
static void wait_for_guest_interrupt(struct vcpu* vcpu) {
  --this_hart()->memory_readers;
  while (!guest_has_interrupt(vcpu)) __asm__ volatile("wfi");
  ++this_hart()->memory_readers;
}

enum after_exit handle_virtual_instruction(struct vcpu* vcpu) {
  uint32_t instruction = (uint32_t)vcpu->trap.stval;
  if (instruction == 0 && !fetch_guest_instruction(vcpu, &instruction)) return RUN_GUEST;
  if (instruction == WFI) {
    wait_for_guest_interrupt(vcpu);
  } else if (instruction != WRS_NTO) { /* who waits for a reservation gives the hart to another guest: there is none */
    redirect_to_guest(vcpu, CAUSE_ILLEGAL_INSTRUCTION, vcpu->trap.stval);
    return RUN_GUEST;
  }
  vcpu->guest.sepc += 4;
  return RUN_GUEST;
}
