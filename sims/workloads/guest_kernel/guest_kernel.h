/* The parts of the guest's kernel, which runs in VS mode with page tables of its own: it starts the program, emulates
   what the hypervisor hands back, and delivers the program's faults to the program. */
#ifndef AMOEBA_WORKLOADS_GUEST_KERNEL_H
#define AMOEBA_WORKLOADS_GUEST_KERNEL_H

#include "guest_kernel/kernel_frame.h"
#include "guest_kernel/program_call.h"
#include "guest_numbers.h"
#include "privileged/csr.h"

struct kernel_hart {
  uint64_t fault_handler;    /* of the program, or of the kernel where it expects a fault; 0: none */
  uint64_t timer_interrupts; /* so far; each turns the timer's interrupt off */
} __attribute__((aligned(64)));

/* By the stack: whatever lies in the two stacks of a hart. */
struct kernel_hart* kernel_hart_of(const void* on_stack);

/* Performs a sub-word AMO for the program; a fault becomes the program's. False: another instruction. */
bool emulate_for_program(struct kernel_frame* frame, uint32_t instruction);
/* To the handler that was asked for; without one the fault is the end. */
void deliver_fault(struct kernel_frame* frame, uint64_t cause, uint64_t value);
void serve_program_call(struct kernel_frame* frame);
/* Each between operation_begin and operation_end; returns how many had a wrong result. */
uint64_t perform_exits(enum exit_kind kind, uint64_t operations);

#endif
