/* The parts of the M-mode firmware. It behaves as OpenSBI does: traps that it does not serve go to the level that would
   have taken them; calls of the hypervisor are served. Besides, it may emulate sub-word atomics, which OpenSBI does
   not. */
#ifndef AMOEBA_WORKLOADS_FIRMWARE_H
#define AMOEBA_WORKLOADS_FIRMWARE_H

#include <stdbool.h>

#include "guest_numbers.h"
#include "privileged/csr.h"
#include "privileged/sbi.h"
#include "sbi/machine_frame.h"

/* What the arguments ask of the firmware. */
struct policy {
  bool emulates_subword; /* path trap-m */
  bool hides_instruction;
};
extern struct policy policy;

/* Hands the trap to the level below that takes it: VS mode when it came from there and hedeleg says so, else HS mode.
 */
void redirect_trap(struct machine_frame* frame, const struct machine_trap* trap);
void handle_illegal_instruction(struct machine_frame* frame);
void handle_call(struct machine_frame* frame);
/* Performs a sub-word AMO in the address space of the program; a fault goes to who would have taken that of an AMO.
   False: another instruction. */
bool emulate_in_place(struct machine_frame* frame, uint32_t instruction);
_Noreturn void report_trap(enum level level, uint64_t cause, uint64_t pc, uint64_t value);

#endif
