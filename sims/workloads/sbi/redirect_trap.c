/* Makes a trap that M mode took look as though a lower mode had taken it, as sbi_trap_redirect does in OpenSBI. */
#include "sbi/firmware.h"

static uint64_t with_bits(uint64_t word, uint64_t bits, bool on) {
  return on ? word | bits : word & ~bits;
}

/* sstatus or vsstatus as after a trap. */
static uint64_t status_after_trap(uint64_t status, bool from_supervisor) {
  status = with_bits(status, STATUS_SPP, from_supervisor);
  status = with_bits(status, STATUS_SPIE, (status & STATUS_SIE) != 0);
  return status & ~(uint64_t)STATUS_SIE;
}

static void to_guest(struct machine_frame* frame, const struct machine_trap* trap, bool from_supervisor) {
  WRITE_CSR(vsstatus, status_after_trap(READ_CSR(vsstatus), from_supervisor));
  WRITE_CSR(vsepc, frame->mepc);
  WRITE_CSR(vscause, trap->cause);
  WRITE_CSR(vstval, trap->value);
  frame->mepc = READ_CSR(vstvec) & ~UINT64_C(3);
}

static void to_hypervisor(struct machine_frame* frame, const struct machine_trap* trap, bool from_guest,
                          bool from_supervisor) {
  uint64_t hstatus = with_bits(READ_CSR(hstatus), HSTATUS_SPV, from_guest);
  if (from_guest) hstatus = with_bits(hstatus, HSTATUS_SPVP, from_supervisor);
  const bool address_of_guest = from_guest && trap->cause != CAUSE_ILLEGAL_INSTRUCTION;
  WRITE_CSR(hstatus, with_bits(hstatus, HSTATUS_GVA, address_of_guest));
  WRITE_CSR(htval, trap->value2);
  WRITE_CSR(htinst, trap->instruction);
  WRITE_CSR(sepc, frame->mepc);
  WRITE_CSR(scause, trap->cause);
  WRITE_CSR(stval, trap->value);
  frame->mstatus = status_after_trap(frame->mstatus, from_supervisor); /* sstatus is a view of it */
  frame->mepc = READ_CSR(stvec) & ~UINT64_C(3);
}

void redirect_trap(struct machine_frame* frame, const struct machine_trap* trap) {
  begin_region(REGION_M_REDIRECT);
  const bool from_guest = (frame->mstatus & STATUS_MPV) != 0;
  const bool from_supervisor = (frame->mstatus & STATUS_MPP) == STATUS_MPP_SUPERVISOR;
  const bool guest_takes_it = from_guest && ((READ_CSR(hedeleg) >> trap->cause) & 1) != 0;
  if (guest_takes_it) {
    to_guest(frame, trap, from_supervisor);
  } else {
    to_hypervisor(frame, trap, from_guest, from_supervisor);
  }
  frame->mstatus = with_bits(frame->mstatus, STATUS_MPV, guest_takes_it);
  frame->mstatus = (frame->mstatus & ~(uint64_t)STATUS_MPP) | STATUS_MPP_SUPERVISOR;
}
