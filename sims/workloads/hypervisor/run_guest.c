/* The run loop of a virtual hart, step by step that of KVM (kvm_arch_vcpu_ioctl_run in Linux 6.12) without its tracing,
   RCU and time accounting: enter, note what the exit said, let the host's interrupts in, handle, again. */
#include "hypervisor/host.h"

static void barrier_of_mode(void) {
  __asm__ volatile("fence rw, rw" ::: "memory"); /* the mode before the requests, for those who raise one */
}

static void sleep_for_ever(void) {
  while (true) __asm__ volatile("wfi");
}

static void serve_requests(struct vcpu* vcpu) {
  const uint32_t requests = __atomic_load_n(&vcpu->requests, __ATOMIC_ACQUIRE);
  if (requests == 0) return;
  if ((requests & REQUEST_SLEEP) != 0) sleep_for_ever();
}

static void swap_state_in(struct vcpu* vcpu) {
  vcpu->host_senvcfg = SWAP_CSR(senvcfg, vcpu->csrs.senvcfg);
  vcpu->host_sstateen0 = SWAP_CSR(sstateen0, vcpu->csrs.sstateen0);
}

static void swap_state_out(struct vcpu* vcpu) {
  vcpu->csrs.senvcfg = SWAP_CSR(senvcfg, vcpu->host_senvcfg);
  vcpu->csrs.sstateen0 = SWAP_CSR(sstateen0, vcpu->host_sstateen0);
}

/* With interrupts off. False: something came up in the meantime. */
static bool prepare_entry(struct vcpu* vcpu) {
  __atomic_store_n(&vcpu->mode, IN_GUEST, __ATOMIC_RELAXED);
  --this_hart()->memory_readers;
  barrier_of_mode();
  flush_interrupts(vcpu);
  WRITE_CSR(hvip, vcpu->csrs.hvip);
  if (__atomic_load_n(&vcpu->requests, __ATOMIC_RELAXED) == 0 && !vmid_is_stale(vcpu)) return true;
  __atomic_store_n(&vcpu->mode, OUTSIDE_GUEST, __ATOMIC_RELAXED);
  ++this_hart()->memory_readers;
  return false;
}

static void note_exit(struct vcpu* vcpu) {
  vcpu->last_hart = vcpu->hart;
  __atomic_store_n(&vcpu->mode, OUTSIDE_GUEST, __ATOMIC_RELAXED);
  ++vcpu->exits;
  vcpu->trap.sepc = vcpu->guest.sepc;
  vcpu->trap.scause = READ_CSR(scause);
  vcpu->trap.stval = READ_CSR(stval);
  vcpu->trap.htval = READ_CSR(htval);
  vcpu->trap.htinst = READ_CSR(htinst);
  sync_interrupts(vcpu);
}

static enum after_exit run_once(struct vcpu* vcpu) {
  begin_region(REGION_ENTRY_WORK);
  struct host_hart* hart = this_hart();
  update_vmid(vcpu);
  serve_requests(vcpu);
  ++hart->preemption_off;
  interrupts_off();
  if (!prepare_entry(vcpu)) {
    interrupts_on();
    --hart->preemption_off;
    return RUN_GUEST;
  }
  sanitize_tlb(vcpu);
  swap_state_in(vcpu);
  enter_guest(vcpu);
  begin_region(REGION_EXIT_WORK);
  swap_state_out(vcpu);
  note_exit(vcpu);
  interrupts_on(); /* an interrupt that caused the exit is taken here */
  --hart->preemption_off;
  ++hart->memory_readers;
  begin_region(REGION_EXIT_HANDLER);
  return handle_exit(vcpu);
}

void run_guest(struct vcpu* vcpu) {
  load_guest_csrs(vcpu);
  complete_monitor_exit(vcpu);
  ++this_hart()->memory_readers;
  while (run_once(vcpu) == RUN_GUEST) {
  }
  --this_hart()->memory_readers;
  begin_region(REGION_SYSTEM_CALL);
  put_guest_csrs(vcpu);
}
