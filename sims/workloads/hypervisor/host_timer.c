/* The hypervisor's timer: a periodic interrupt of its own, as a scheduler's, and the guest's timer where the guest has
   no comparator. */
#include "hypervisor/host.h"

#define NEVER (~UINT64_C(0))

void program_timer(struct host_hart* hart) {
  const uint64_t deadline = hart->vcpu.timer_deadline;
  WRITE_CSR(stimecmp, deadline < hart->next_tick ? deadline : hart->next_tick);
}

void start_timer(struct host_hart* hart) {
  hart->vcpu.timer_deadline = NEVER;
  hart->next_tick = hart->timer_period ? READ_CSR(time) + hart->timer_period : NEVER;
  program_timer(hart);
  SET_CSR(sie, SUPERVISOR_TIMER);
}

void handle_timer(struct host_hart* hart) {
  const uint64_t now = READ_CSR(time);
  if (now >= hart->next_tick) {
    ++hart->ticks;
    hart->next_tick = now + hart->timer_period;
  }
  if (now >= hart->vcpu.timer_deadline) {
    hart->vcpu.timer_deadline = NEVER;
    raise_guest_interrupt(&hart->vcpu, VIRTUAL_TIMER);
  }
  program_timer(hart);
}
