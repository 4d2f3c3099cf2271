/* The hypervisor's own hart: its stack, its memory, its traps and its timer. tp points to the hart's structure in the
   hypervisor; in user mode sscratch does. */
#ifndef AMOEBA_WORKLOADS_HOST_H
#define AMOEBA_WORKLOADS_HOST_H

#define HOST_HART_KERNEL_SP 0
#define HOST_HART_USER_SP 8

#define HOST_FRAME_SEPC 256
#define HOST_FRAME_SSTATUS 264
#define HOST_FRAME_BYTES 272

#ifndef __ASSEMBLER__
#include "hypervisor/vcpu.h"

struct host_hart {
  uint64_t kernel_sp, user_sp;
  uint64_t timer_period; /* 0: no timer of the host's own */
  uint64_t next_tick;
  uint64_t ticks;
  uint32_t preemption_off; /* nested */
  uint32_t memory_readers; /* sections that read the guest's memory map; nested */
  struct vcpu vcpu;
} __attribute__((aligned(64)));

struct host_frame {
  uint64_t x[32];
  uint64_t sepc, sstatus;
};

_Static_assert(offsetof(struct host_hart, kernel_sp) == HOST_HART_KERNEL_SP, "as host_entry.S has it");
_Static_assert(offsetof(struct host_hart, user_sp) == HOST_HART_USER_SP, "as host_entry.S has it");
_Static_assert(offsetof(struct host_frame, sepc) == HOST_FRAME_SEPC, "as host_entry.S has it");
_Static_assert(sizeof(struct host_frame) == HOST_FRAME_BYTES, "as host_entry.S has it");

static inline struct host_hart* this_hart(void) {
  struct host_hart* hart;
  __asm__("mv %0, tp" : "=r"(hart));
  return hart;
}

static inline void interrupts_on(void) {
  SET_CSR(sstatus, STATUS_SIE);
}
static inline void interrupts_off(void) {
  CLEAR_CSR(sstatus, STATUS_SIE);
}

void build_host_tables(unsigned harts);
uint64_t host_satp(void);

void build_guest_memory(void);
uint64_t guest_hgatp(uint64_t vmid);
/* The host's address of a guest physical address, by a walk of the G-stage tables; 0: not mapped. */
uint64_t host_address(uint64_t guest_physical);

void set_up_vcpu(struct vcpu* vcpu, unsigned hart, unsigned harts);
/* Before an entry: gives the guest a VMID of the present generation, and its hart a TLB without leftovers. */
void update_vmid(struct vcpu* vcpu);
bool vmid_is_stale(const struct vcpu* vcpu);
void sanitize_tlb(struct vcpu* vcpu);

void start_timer(struct host_hart* hart);
void program_timer(struct host_hart* hart);
void handle_timer(struct host_hart* hart);
#endif

#endif
