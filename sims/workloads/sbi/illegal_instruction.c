/* An illegal instruction of any lower mode: emulated if this firmware emulates it, else for the level below to explain.
 */
#include "sbi/firmware.h"

#define OPCODE_AMO 0x2f

void handle_illegal_instruction(struct machine_frame* frame) {
  const uint32_t instruction = (uint32_t)frame->trap.value;
  if ((instruction & 0x7f) == OPCODE_AMO && policy.emulates_subword && emulate_in_place(frame, instruction)) return;
  struct machine_trap trap = frame->trap;
  if (policy.hides_instruction) trap.value = 0;
  redirect_trap(frame, &trap);
}
