/* Firmware of all variants but trap-m: an illegal instruction there means that the wrong hart runs the image. */
#include "trap_frame.h"

bool emulate_subword(struct trap_frame* frame, uint32_t instruction) {
  (void)frame;
  (void)instruction;
  return false;
}
