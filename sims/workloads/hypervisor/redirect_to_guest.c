/* Six CSR accesses that make VS mode take a trap, as kvm_riscv_vcpu_trap_redirect. */
#include "hypervisor/vcpu.h"

void redirect_to_guest(struct vcpu* vcpu, uint64_t cause, uint64_t value) {
  begin_region(REGION_REDIRECT);
  uint64_t vsstatus = READ_CSR(vsstatus) & ~(uint64_t)(STATUS_SPP | STATUS_SPIE);
  if ((vcpu->guest.sstatus & STATUS_SPP) != 0) vsstatus |= STATUS_SPP;
  if ((vsstatus & STATUS_SIE) != 0) vsstatus |= STATUS_SPIE;
  WRITE_CSR(vsstatus, vsstatus & ~(uint64_t)STATUS_SIE);
  WRITE_CSR(vscause, cause);
  WRITE_CSR(vstval, value);
  WRITE_CSR(vsepc, vcpu->guest.sepc);
  vcpu->guest.sepc = READ_CSR(vstvec) & ~UINT64_C(3);
  vcpu->guest.sstatus |= STATUS_SPP;
}
