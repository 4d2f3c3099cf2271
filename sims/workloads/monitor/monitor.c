/* The user process of the hypervisor that owns one virtual hart, as QEMU or kvmtool: lets it run until something needs
   the process. It runs at another address than it is linked at, so no address may lie in its data. */
#include "monitor/monitor.h"
#include "guest_numbers.h"

/* The call of the hypervisor: returns when the call page tells of something to do. */
static void run_guest_until_exit(void) {
  begin_region(REGION_SYSTEM_CALL);
  __asm__ volatile("ecall" ::: "memory");
  begin_region(REGION_MONITOR);
}

/* A register that counts its reads. */
static void answer_device(struct device_access* access, uint64_t* reads) {
  if (access->writes) {
    *reads = access->data;
  } else {
    access->data = ++*reads;
  }
}

_Noreturn void run_monitor(struct call_page* call) {
  uint64_t reads = 0;
  while (true) {
    run_guest_until_exit();
    if (call->reason == REASON_DEVICE) answer_device(&call->device, &reads);
    if (call->reason == REASON_ILLEGAL_INSTRUCTION) emulate_for_guest(&call->emulation);
  }
}
