/* The SBI that the hypervisor offers its guest: version and presence, the timer, and a hart that stops for good. */
#include "hypervisor/host.h"
#include "privileged/sbi.h"

static struct sbi_result base_call(uint64_t function, uint64_t argument) {
  switch (function) {
    case SBI_BASE_SPEC_VERSION:
      return (struct sbi_result){SBI_SUCCESS, SBI_SPEC_VERSION};
    case SBI_BASE_PROBE:
      return (struct sbi_result){SBI_SUCCESS, argument == SBI_BASE || argument == SBI_TIME || argument == SBI_HSM};
    default:
      return (struct sbi_result){SBI_NOT_SUPPORTED, 0};
  }
}

/* A new deadline takes the interrupt of the last one back. */
static struct sbi_result set_timer(struct vcpu* vcpu, uint64_t deadline) {
  if ((vcpu->csrs.henvcfg & ENVCFG_STCE) != 0) {
    WRITE_CSR(vstimecmp, deadline);
    return (struct sbi_result){SBI_SUCCESS, 0};
  }
  lower_guest_interrupt(vcpu, VIRTUAL_TIMER);
  interrupts_off();
  vcpu->timer_deadline = deadline;
  program_timer(this_hart());
  interrupts_on();
  return (struct sbi_result){SBI_SUCCESS, 0};
}

static struct sbi_result stop_hart(struct vcpu* vcpu) {
  __atomic_fetch_or(&vcpu->requests, REQUEST_SLEEP, __ATOMIC_RELEASE);
  return (struct sbi_result){SBI_SUCCESS, 0};
}

static struct sbi_result serve(struct vcpu* vcpu, const uint64_t* x) {
  switch (x[17]) {
    case SBI_BASE:
      return base_call(x[16], x[10]);
    case SBI_TIME:
      return set_timer(vcpu, x[10]);
    case SBI_HSM:
      return stop_hart(vcpu);
    case SBI_REPORT:
      sbi_report_trap((enum level)x[10], x[11], x[12], x[13]);
    default:
      return (struct sbi_result){SBI_NOT_SUPPORTED, 0};
  }
}

void handle_guest_call(struct vcpu* vcpu) {
  const struct sbi_result result = serve(vcpu, vcpu->guest.x);
  vcpu->guest.x[10] = (uint64_t)result.error;
  vcpu->guest.x[11] = result.value;
  vcpu->guest.sepc += 4;
}
