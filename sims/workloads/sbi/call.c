/* The calls of the hypervisor. The harts have Sstc and start together, so it needs neither a timer nor a hart started.
 */
#include "sbi/firmware.h"

void handle_call(struct machine_frame* frame) {
  if (frame->x[17] == SBI_REPORT) report_trap((enum level)frame->x[10], frame->x[11], frame->x[12], frame->x[13]);
  frame->x[10] = (uint64_t)SBI_NOT_SUPPORTED;
  frame->x[11] = 0;
  frame->mepc += 4;
}
