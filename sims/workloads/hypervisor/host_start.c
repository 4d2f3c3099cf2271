/* How a hart of the hypervisor comes up: the first builds all tables, then each has its translation, its timer and its
   virtual hart, and the monitor process begins. */
#include "arguments.h"
#include "hypervisor/host.h"
#include "privileged/memory_map.h"

extern volatile uint64_t amoeba_arguments[ARGUMENTS];

static struct host_hart host_harts[MAX_GUEST_HARTS];
static uint32_t tables_are_built;

struct host_hart* start_hart(unsigned hart, unsigned harts) {
  if (hart == 0) {
    build_host_tables(harts);
    build_guest_memory();
    __atomic_store_n(&tables_are_built, 1, __ATOMIC_RELEASE);
  }
  while (!__atomic_load_n(&tables_are_built, __ATOMIC_ACQUIRE)) {
  }
  WRITE_CSR(satp, host_satp());
  __asm__ volatile("sfence.vma" ::: "memory");
  struct host_hart* self = &host_harts[hart];
  set_up_vcpu(&self->vcpu, hart, harts);
  self->timer_period = amoeba_arguments[ARGUMENT_TIMER];
  return self;
}

/* The process begins at its first instruction with its number and the page of its calls. */
void prepare_monitor(struct host_frame* frame) {
  struct host_hart* self = this_hart();
  const uint64_t pages = MONITOR_HART_BASE + self->vcpu.hart * TWO_PAGES;
  self->kernel_sp = (uint64_t)(frame + 1);
  start_timer(self);
  frame->sepc = MONITOR_BASE;
  frame->sstatus = STATUS_SPIE;
  frame->x[2] = pages + TWO_PAGES - self->vcpu.hart * STACK_COLOUR % STACK_COLOURS;
  frame->x[10] = pages;
}
