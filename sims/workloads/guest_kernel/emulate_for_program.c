/* The guest kernel's emulator: LR and SC at the program's own address, opened by sstatus.SUM. A fault of theirs is the
   program's. Linux has no such emulator: it ends a program there. */
#include "guest_kernel/guest_kernel.h"

#define GUARDED_VECTOR "stvec"
#define GUARDED_STATUS "sstatus"
#define GUARDED_BIT STATUS_SUM
#include "emulation/guarded_access.h"
#include "emulation/subword_amo.h"

bool emulate_for_program(struct kernel_frame* frame, uint32_t instruction) {
  begin_region(REGION_DECODE);
  struct subword_amo amo;
  if (!decode_subword_amo(&amo, frame->x, instruction)) return false;
  if (is_misaligned(&amo)) {
    deliver_fault(frame, CAUSE_STORE_MISALIGNED, amo.address);
    return true;
  }
  begin_region(REGION_ATOMIC);
  if (perform_subword_amo(&amo, amo.address, frame->x)) {
    frame->sepc += 4;
  } else {
    deliver_fault(frame, cause_of_amo(READ_CSR(scause)), amo.address);
  }
  return true;
}
