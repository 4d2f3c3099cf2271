/* The parts of the guest's kernel, which runs in VS mode with page tables of its own: it starts the program, emulates
   what the hypervisor hands back, and delivers the program's faults to the program. */
#ifndef AMOEBA_WORKLOADS_GUEST_KERNEL_H
#define AMOEBA_WORKLOADS_GUEST_KERNEL_H

#include "guest_kernel/kernel_frame.h"
#include "guest_numbers.h"
#include "privileged/csr.h"

/* A call of the program, in a7: on a fault go on at a0, once, with the cause in a0 and the address in a1. The number is
   one that a program which merely sleeps does not have in a7 by chance. Every other call: this hart sleeps for good. */
#define CALL_ON_FAULT UINT64_C(0x4641554c54000001)

#define SUPERVISOR_SOFTWARE 0x2 /* in sie, sip */

/* Performs a sub-word AMO for the program; a fault becomes the program's. False: another instruction. */
bool emulate_for_program(struct kernel_frame* frame, uint32_t instruction);
/* To the handler that the program asked for; without one the fault is the end. */
void deliver_fault(struct kernel_frame* frame, uint64_t cause, uint64_t value);
void serve_program_call(struct kernel_frame* frame);

#endif
