/* The firmware's emulator: LR and SC under mstatus.MPRV, which makes them those of the mode that trapped, with its
   translation; mstatus still says which that was. */
#include "guest_numbers.h"
#include "sbi/firmware.h"

#define GUARDED_VECTOR "mtvec"
#define GUARDED_STATUS "mstatus"
#define GUARDED_BIT STATUS_MPRV
#include "emulation/guarded_access.h"
#include "emulation/subword_amo.h"

bool emulate_in_place(struct machine_frame* frame, uint32_t instruction) {
  begin_region(REGION_DECODE);
  struct subword_amo amo;
  if (!decode_subword_amo(&amo, frame->x, instruction)) return false;
  struct machine_trap fault = {.cause = CAUSE_STORE_MISALIGNED, .value = amo.address};
  if (!is_misaligned(&amo)) {
    begin_region(REGION_ATOMIC);
    if (perform_subword_amo(&amo, amo.address, frame->x)) {
      frame->mepc += 4;
      return true;
    }
    fault.cause = cause_of_amo(READ_CSR(mcause));
    fault.value2 = READ_CSR(mtval2);
  }
  redirect_trap(frame, &fault);
  return true;
}
