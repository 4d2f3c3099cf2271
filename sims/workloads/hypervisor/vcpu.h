/* A virtual hart: the registers that the world switch exchanges (laid out for world_switch.S), the CSRs that change
   only when the monitor runs, and the bookkeeping of exits. One per hart of the host, which runs nothing else. */
#ifndef AMOEBA_WORKLOADS_VCPU_H
#define AMOEBA_WORKLOADS_VCPU_H

#define GUEST_X 0
#define GUEST_SEPC 256
#define GUEST_SSTATUS 264
#define GUEST_HSTATUS 272
#define GUEST_SCOUNTEREN 280
#define HOST_X 288
#define HOST_STVEC 544
#define HOST_SSCRATCH 552
#define HOST_SSTATUS 560
#define HOST_HSTATUS 568
#define HOST_SCOUNTEREN 576

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest_numbers.h"
#include "monitor/call_page.h"
#include "privileged/csr.h"

struct guest_registers {
  uint64_t x[32];
  uint64_t sepc, sstatus, hstatus, scounteren;
};

struct host_registers {
  uint64_t x[32]; /* those that a function call keeps, and a1 to a7 */
  uint64_t stvec, sscratch, sstatus, hstatus, scounteren;
};

/* What a trap from the guest says. */
struct guest_trap {
  uint64_t sepc, scause, stval, htval, htinst;
};

/* The guest's CSRs while it is not loaded, and those that the hypervisor sets for it. */
struct guest_csrs {
  uint64_t vsstatus, vsie, vstvec, vsscratch, vsepc, vscause, vstval, vsatp, vstimecmp;
  uint64_t hvip; /* what the guest shall see pending */
  uint64_t senvcfg, sstateen0;
  uint64_t hedeleg, henvcfg;
};

/* The load or store that a device answers. */
struct access_of_guest {
  unsigned rd; /* of a load; 0: a store */
  unsigned bytes;
  bool is_signed;
};

enum vcpu_mode { OUTSIDE_GUEST, IN_GUEST };
enum vcpu_request { REQUEST_SLEEP = 1 };

struct vcpu {
  struct guest_registers guest;
  struct host_registers host;
  struct guest_csrs csrs;
  struct guest_trap trap;
  struct call_page* call; /* shared with the monitor process */
  uint64_t hart;
  enum guest_path path;
  uint32_t mode;     /* vcpu_mode */
  uint32_t requests; /* set of vcpu_request, also by others */
  uint64_t exits;
  uint64_t interrupts_pending; /* lines of hvip, raised by the hypervisor */
  uint64_t interrupts_changed; /* those of them that csrs.hvip does not show yet */
  uint64_t timer_deadline;     /* of the guest's timer where the hypervisor keeps it */
  uint64_t device_reads;       /* of the device that the hypervisor emulates */
  uint64_t vmid_generation;
  uint64_t last_hart; /* on which the guest ran */
  uint64_t host_senvcfg, host_sstateen0;
  struct access_of_guest access; /* that the monitor's device has to answer */
} __attribute__((aligned(64)));

_Static_assert(offsetof(struct vcpu, guest.sepc) == GUEST_SEPC, "as world_switch.S has it");
_Static_assert(offsetof(struct vcpu, guest.scounteren) == GUEST_SCOUNTEREN, "as world_switch.S has it");
_Static_assert(offsetof(struct vcpu, host) == HOST_X, "as world_switch.S has it");
_Static_assert(offsetof(struct vcpu, host.scounteren) == HOST_SCOUNTEREN, "as world_switch.S has it");

/* What a handler leaves to do. */
enum after_exit { RUN_GUEST, RETURN_TO_MONITOR };

void enter_guest(struct vcpu* vcpu); /* returns at the next exit */
void load_guest_csrs(struct vcpu* vcpu);
void put_guest_csrs(struct vcpu* vcpu);
void run_guest(struct vcpu* vcpu); /* returns when the monitor has something to do */

void raise_guest_interrupt(struct vcpu* vcpu, uint64_t line);
void lower_guest_interrupt(struct vcpu* vcpu, uint64_t line);
void flush_interrupts(struct vcpu* vcpu); /* before an entry: what was raised becomes visible */
void sync_interrupts(struct vcpu* vcpu);  /* after an exit: what the guest changed itself */
bool guest_has_interrupt(const struct vcpu* vcpu);

enum after_exit handle_exit(struct vcpu* vcpu);
enum after_exit handle_illegal_instruction_of_guest(struct vcpu* vcpu);
enum after_exit handle_virtual_instruction(struct vcpu* vcpu);
enum after_exit handle_guest_page_fault(struct vcpu* vcpu);
void handle_guest_call(struct vcpu* vcpu);

/* Makes the trap one of the guest's VS mode. */
void redirect_to_guest(struct vcpu* vcpu, uint64_t cause, uint64_t value);
/* The instruction at the guest's pc; false: reading it faulted, and the guest has the fault. */
bool fetch_guest_instruction(struct vcpu* vcpu, uint32_t* instruction);
bool emulate_on_host_mapping(struct vcpu* vcpu, uint32_t instruction); /* false: another instruction */
/* What the monitor answered, when it calls again. */
void complete_monitor_exit(struct vcpu* vcpu);
void complete_emulation(struct vcpu* vcpu, const struct emulation* emulation);
void complete_device_access(struct vcpu* vcpu, const struct device_access* access);
#endif

#endif
