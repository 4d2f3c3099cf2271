/* Interrupts of the guest: the hypervisor raises and lowers lines from wherever it is, and the guest sees them in hvip
   from its next entry on. Lines that came to be shown are marked as changed, so that an entry without news costs one
   load. */
#include "hypervisor/vcpu.h"

static void change(struct vcpu* vcpu, uint64_t line) {
  __atomic_fetch_or(&vcpu->interrupts_changed, line, __ATOMIC_RELEASE);
}

void raise_guest_interrupt(struct vcpu* vcpu, uint64_t line) {
  __atomic_fetch_or(&vcpu->interrupts_pending, line, __ATOMIC_RELAXED);
  change(vcpu, line);
}

void lower_guest_interrupt(struct vcpu* vcpu, uint64_t line) {
  __atomic_fetch_and(&vcpu->interrupts_pending, ~line, __ATOMIC_RELAXED);
  change(vcpu, line);
}

void flush_interrupts(struct vcpu* vcpu) {
  if (__atomic_load_n(&vcpu->interrupts_changed, __ATOMIC_RELAXED) == 0) return;
  const uint64_t changed = __atomic_exchange_n(&vcpu->interrupts_changed, 0, __ATOMIC_ACQUIRE);
  const uint64_t pending = __atomic_load_n(&vcpu->interrupts_pending, __ATOMIC_RELAXED);
  vcpu->csrs.hvip = (vcpu->csrs.hvip & ~changed) | (pending & changed);
}

/* The guest's own changes: of its software interrupt, its enables and its comparator. */
void sync_interrupts(struct vcpu* vcpu) {
  vcpu->csrs.vsie = READ_CSR(vsie);
  const uint64_t hvip = READ_CSR(hvip);
  if (((vcpu->csrs.hvip ^ hvip) & VIRTUAL_SOFTWARE) != 0) {
    if ((hvip & VIRTUAL_SOFTWARE) != 0) {
      raise_guest_interrupt(vcpu, VIRTUAL_SOFTWARE);
    } else {
      lower_guest_interrupt(vcpu, VIRTUAL_SOFTWARE);
    }
  }
  vcpu->csrs.vstimecmp = READ_CSR(vstimecmp);
}

bool guest_has_interrupt(const struct vcpu* vcpu) {
  const uint64_t raised = __atomic_load_n(&vcpu->interrupts_pending, __ATOMIC_RELAXED) >> GUEST_SHIFT;
  return ((raised | READ_CSR(vsip)) & vcpu->csrs.vsie) != 0;
}
