/* The emulator of the bare-metal variant trap-m. Without address translation the firmware's own accesses mean the same
   memory as the program's. */
#include "emulation/subword_amo.h"
#include "trap_frame.h"

bool emulate_subword(struct trap_frame* frame, uint32_t instruction) {
  struct subword_amo amo;
  if (!decode_subword_amo(&amo, frame->x, instruction) || is_misaligned(&amo)) return false;
  return perform_subword_amo(&amo, amo.address, frame->x);
}
