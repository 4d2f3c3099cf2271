/* The page that the monitor process shares with the hypervisor, one per hart, as struct kvm_run in Linux; and the one
   call of the process, which runs the guest until it has something to do. Linux has no registers of the guest there on
   RISC-V (on other architectures it has): here they lie in the page for an exit by an illegal instruction. */
#ifndef AMOEBA_WORKLOADS_CALL_PAGE_H
#define AMOEBA_WORKLOADS_CALL_PAGE_H

#include <stdbool.h>
#include <stdint.h>

enum exit_reason { REASON_NONE, REASON_DEVICE, REASON_ILLEGAL_INSTRUCTION };

/* A load or store that the monitor's device shall answer. */
struct device_access {
  uint64_t address; /* guest physical */
  uint64_t data;
  uint32_t bytes;
  bool writes;
};

/* An instruction that the monitor shall emulate. */
struct emulation {
  uint64_t x[32], pc; /* the monitor changes them */
  uint64_t vsatp, vsstatus;
  uint32_t instruction;
  bool from_supervisor;
  bool raises; /* the answer: the guest takes the exception instead */
  uint64_t cause, value;
};

struct call_page {
  enum exit_reason reason;
  struct device_access device;
  struct emulation emulation;
};

#endif
