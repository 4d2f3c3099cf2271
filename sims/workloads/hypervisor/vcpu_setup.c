/* A virtual hart before its first run, as KVM resets one: what is delegated, what is open to the guest, where it
 * starts. */
#include "arguments.h"
#include "hypervisor/host.h"
#include "privileged/memory_map.h"

/* hedeleg of Linux: misaligned fetch, breakpoint, call of VU, page faults; from 6.17 on the illegal instruction as
 * well. */
#define HEDELEG_6_16 0xb109
#define HEDELEG_6_17 0xb10d
#define HIDELEG 0x444

extern volatile uint64_t amoeba_arguments[ARGUMENTS];

static uint64_t hedeleg_of_path(enum guest_path path, enum exit_kind kind) {
  if (amoeba_arguments[ARGUMENT_HEDELEG] != 0) return amoeba_arguments[ARGUMENT_HEDELEG];
  switch (path) {
    case PATH_REDIRECT_6_16:
    case PATH_TRAP_HS:
    case PATH_EXIT_USER:
      return HEDELEG_6_16;
    default:
      return kind == EXIT_ILLEGAL_INSTRUCTION ? HEDELEG_6_16 : HEDELEG_6_17;
  }
}

void set_up_vcpu(struct vcpu* vcpu, unsigned hart, unsigned harts) {
  const enum exit_kind kind = (enum exit_kind)amoeba_arguments[ARGUMENT_EXIT_KIND];
  vcpu->hart = hart;
  vcpu->last_hart = ~UINT64_C(0);
  vcpu->path = (enum guest_path)amoeba_arguments[ARGUMENT_GUEST_PATH];
  vcpu->call = (struct call_page*)(MONITOR_HART_PAGES + (uint64_t)hart * TWO_PAGES);
  vcpu->guest.sepc = GUEST_BASE - GUEST_OFFSET;
  vcpu->guest.sstatus = STATUS_SPP | STATUS_SPIE;
  vcpu->guest.hstatus = HSTATUS_VTW | HSTATUS_SPVP | HSTATUS_SPV;
  vcpu->guest.scounteren = 7;
  vcpu->guest.x[10] = hart;
  vcpu->guest.x[11] = harts;
  vcpu->csrs.hedeleg = hedeleg_of_path(vcpu->path, kind);
  /* A guest whose timer exits are studied has no comparator of its own. */
  vcpu->csrs.henvcfg = kind == EXIT_TIMER ? 0 : ENVCFG_STCE;
  vcpu->csrs.vstimecmp = ~UINT64_C(0);
  WRITE_CSR(hideleg, HIDELEG);
  WRITE_CSR(hcounteren, COUNTER_TIME);
}
