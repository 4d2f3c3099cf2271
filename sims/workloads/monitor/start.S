/* Where the monitor process begins, at the start of its memory; a0: the page of its calls. */
.section .monitor_start, "ax"
.globl monitor_start
monitor_start:
  j run_monitor
