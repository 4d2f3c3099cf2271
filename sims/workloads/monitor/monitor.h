/* The parts of the monitor process. */
#ifndef AMOEBA_WORKLOADS_MONITOR_H
#define AMOEBA_WORKLOADS_MONITOR_H

#include "monitor/call_page.h"

/* Performs the instruction, or answers with the exception that the guest takes. */
void emulate_for_guest(struct emulation* emulation);

#endif
