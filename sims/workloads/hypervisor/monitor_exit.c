/* When the monitor calls again: what it did for the guest takes effect. */
#include "hypervisor/vcpu.h"

void complete_monitor_exit(struct vcpu* vcpu) {
  const enum exit_reason reason = vcpu->call->reason;
  vcpu->call->reason = REASON_NONE;
  if (reason == REASON_DEVICE) complete_device_access(vcpu, &vcpu->call->device);
  if (reason == REASON_ILLEGAL_INSTRUCTION) complete_emulation(vcpu, &vcpu->call->emulation);
}
