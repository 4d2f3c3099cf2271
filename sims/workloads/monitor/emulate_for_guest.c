/* The monitor's emulator: as the hypervisor's, but through the process's own mapping of the guest's memory. */
#include "guest_numbers.h"
#include "monitor/monitor.h"
#include "privileged/memory_map.h"

/* The guest's memory is one piece, as a memory slot of KVM. */
static inline bool guest_word(uint64_t guest_physical, uint64_t* place) {
  const uint64_t host = guest_physical + GUEST_OFFSET;
  *place = host - IMAGE_BASE + MONITOR_GUEST_BASE;
  return host - GUEST_BASE < GUEST_BYTES;
}

#include "emulation/guest_walk.h"
#include "emulation/subword_amo.h"

/* Returns 0, or the cause of the exception. */
static uint64_t emulate(struct emulation* emulation, const struct subword_amo* amo) {
  if (is_misaligned(amo)) return CAUSE_STORE_MISALIGNED;
  begin_region(REGION_TRANSLATION);
  const struct guest_view view = {.vsatp = emulation->vsatp,
                                  .from_supervisor = emulation->from_supervisor,
                                  .sum = (emulation->vsstatus & STATUS_SUM) != 0};
  uint64_t place;
  const uint64_t cause = walk_guest(&view, amo->address, &place);
  if (cause != 0) return cause;
  begin_region(REGION_ATOMIC);
  perform_subword_amo(amo, place, emulation->x);
  emulation->pc += 4;
  return 0;
}

void emulate_for_guest(struct emulation* emulation) {
  begin_region(REGION_DECODE);
  struct subword_amo amo;
  const bool known = decode_subword_amo(&amo, emulation->x, emulation->instruction);
  emulation->value = known ? amo.address : emulation->instruction;
  emulation->cause = known ? emulate(emulation, &amo) : CAUSE_ILLEGAL_INSTRUCTION;
  emulation->raises = emulation->cause != 0;
  begin_region(REGION_MONITOR);
}
