/* The hypervisor's emulator: there is no hypervisor LR or SC, so it finds the guest's byte in its own mapping and
   updates it there. Interrupts stay on: one between LR and SC fails the SC, and the loop goes round once more. The
   guest's registers and pc change after the update only, so nothing is lost and nothing done twice. */
#include "hypervisor/host.h"

static inline bool guest_word(uint64_t guest_physical, uint64_t* place) {
  *place = host_address(guest_physical);
  return *place != 0;
}

#include "emulation/guest_walk.h"
#include "emulation/subword_amo.h"

/* Returns 0, or the cause of the exception that the guest takes. */
static uint64_t emulate(struct vcpu* vcpu, const struct subword_amo* amo) {
  if (is_misaligned(amo)) return CAUSE_STORE_MISALIGNED;
  begin_region(REGION_TRANSLATION);
  const struct guest_view view = {.vsatp = READ_CSR(vsatp),
                                  .from_supervisor = (vcpu->guest.hstatus & HSTATUS_SPVP) != 0,
                                  .sum = (READ_CSR(vsstatus) & STATUS_SUM) != 0};
  uint64_t place;
  const uint64_t cause = walk_guest(&view, amo->address, &place);
  if (cause != 0) return cause;
  begin_region(REGION_ATOMIC);
  perform_subword_amo(amo, place, vcpu->guest.x);
  vcpu->guest.sepc += 4;
  return 0;
}

bool emulate_on_host_mapping(struct vcpu* vcpu, uint32_t instruction) {
  struct subword_amo amo;
  if (!decode_subword_amo(&amo, vcpu->guest.x, instruction)) return false;
  const uint64_t cause = emulate(vcpu, &amo);
  if (cause != 0) redirect_to_guest(vcpu, cause, amo.address);
  return true;
}
