/* VMIDs by generations, as KVM has them: a guest's VMID is its own as long as the generation stands that it was given
   in. There is one guest here, so the first generation lasts; each hart learns of it at its first entry. */
#include "hypervisor/host.h"

#define VMID_OF_GUEST 1

static uint64_t generation = 1;

bool vmid_is_stale(const struct vcpu* vcpu) {
  return vcpu->vmid_generation != __atomic_load_n(&generation, __ATOMIC_ACQUIRE);
}

void update_vmid(struct vcpu* vcpu) {
  if (!vmid_is_stale(vcpu)) return;
  vcpu->vmid_generation = __atomic_load_n(&generation, __ATOMIC_ACQUIRE);
  WRITE_CSR(hgatp, guest_hgatp(VMID_OF_GUEST));
}

void sanitize_tlb(struct vcpu* vcpu) {
  if (vcpu->last_hart == vcpu->hart) return;
  __asm__ volatile("hfence.gvma" ::: "memory");
}
