/* The last words of a program that fails below its own level. */
#include "htif_port.h"
#include "sbi/firmware.h"

static const char* const levels[] = {[LEVEL_FIRMWARE] = "the firmware",
                                     [LEVEL_HYPERVISOR] = "the hypervisor",
                                     [LEVEL_MONITOR] = "the monitor process",
                                     [LEVEL_GUEST_KERNEL] = "the guest's kernel",
                                     [LEVEL_PROGRAM] = "the guest's program"};

static const char* const causes[] = {
    [CAUSE_INSTRUCTION_MISALIGNED] = "instruction address misaligned",
    [CAUSE_INSTRUCTION_ACCESS] = "instruction access fault",
    [CAUSE_ILLEGAL_INSTRUCTION] = "illegal instruction",
    [CAUSE_BREAKPOINT] = "breakpoint",
    [CAUSE_LOAD_MISALIGNED] = "load address misaligned",
    [CAUSE_LOAD_ACCESS] = "load access fault",
    [CAUSE_STORE_MISALIGNED] = "store/AMO address misaligned",
    [CAUSE_STORE_ACCESS] = "store/AMO access fault",
    [CAUSE_USER_CALL] = "call from U or VU",
    [CAUSE_SUPERVISOR_CALL] = "call from S",
    [CAUSE_VIRTUAL_SUPERVISOR_CALL] = "call from VS",
    [CAUSE_INSTRUCTION_PAGE] = "instruction page fault",
    [CAUSE_LOAD_PAGE] = "load page fault",
    [CAUSE_STORE_PAGE] = "store/AMO page fault",
    [CAUSE_INSTRUCTION_GUEST_PAGE] = "instruction guest-page fault",
    [CAUSE_LOAD_GUEST_PAGE] = "load guest-page fault",
    [CAUSE_VIRTUAL_INSTRUCTION] = "virtual instruction",
    [CAUSE_STORE_GUEST_PAGE] = "store/AMO guest-page fault",
};

static const char* name_of(uint64_t cause) {
  if (cause >= INTERRUPT) return "interrupt";
  const char* name = cause < sizeof causes / sizeof causes[0] ? causes[cause] : 0;
  return name ? name : "unknown exception";
}

/* Harts that fail together take no turns: the first one speaks. */
static void be_the_first(void) {
  static uint32_t reporting;
  while (__atomic_exchange_n(&reporting, 1, __ATOMIC_RELAXED) != 0) {
  }
}

_Noreturn void report_trap(enum level level, uint64_t cause, uint64_t pc, uint64_t value) {
  be_the_first();
  htif_put_text("unexpected trap in ");
  htif_put_text(levels[level]);
  htif_put_text(": ");
  htif_put_text(name_of(cause));
  htif_put_text(", cause ");
  htif_put_hexadecimal(cause & ~INTERRUPT);
  htif_put_text(", pc ");
  htif_put_hexadecimal(pc);
  htif_put_text(", value ");
  htif_put_hexadecimal(value);
  htif_put_text("\n");
  htif_put_exit(EXIT_UNEXPECTED_TRAP);
}

_Noreturn void refuse_hart_count(void) {
  htif_put_text("bad argument: more harts than a guest can have\n");
  htif_put_exit(EXIT_BAD_ARGUMENT);
}
