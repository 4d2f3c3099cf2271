// What enters the window alone (CSRs, traps, waits), and asynchronous traps.
#include <algorithm>

#include "amoeba/cores/ooo/ooo_hart.h"

namespace amoeba {

// True when it has retired.
bool OooHart::execute_system(WindowEntry& entry, Tick t) {
  now_ = t;
  switch (entry.i.op) {
    case Operation::csrrw:
    case Operation::csrrs:
    case Operation::csrrc:
    case Operation::csrrwi:
    case Operation::csrrsi:
    case Operation::csrrci:
      return csr(entry, t);
    case Operation::mret:
      return mret(entry, t);
    case Operation::wfi:
    case Operation::wrs_nto:
    case Operation::wrs_sto:
      return wait(entry, t);
    case Operation::ecall:
      return trap(csr_.ecall_cause(), 0, t);
    case Operation::ebreak:
      return trap(Exception::breakpoint, pc_, t);
    default:
      return trap(Exception::illegal_instruction, entry.i.raw, t);
  }
}

bool OooHart::csr(WindowEntry& entry, Tick t) {
  std::uint64_t old = 0;
  const HartMode mode = mode_of(csr_);
  if (const auto refusal = csr_.execute(entry.i, x_[entry.i.rs1], old)) return trap(*refusal, entry.i.raw, t);
  if (entry.i.rd != 0) x_[entry.i.rd] = old;
  if (told()) tell_of(entry, mode, t);
  return retire_system(entry, t + std::max<Tick>(1, configuration_.hart.csr_latency));
}

bool OooHart::mret(WindowEntry& entry, Tick t) {
  if (const auto refusal = csr_.refuses(entry.i.op)) return trap(*refusal, entry.i.raw, t);
  if (told()) tell_of(entry, mode_of(csr_), t);
  ++account_.current().instructions;
  restart(csr_.mret(), t);
  account_.leave_trap(fetch_at_);
  account_.set_mode(mode_of(csr_));
  return false;
}

// wfi until an interrupt, wrs until the reservation ends.
bool OooHart::wait(WindowEntry& entry, Tick t) {
  const bool for_reservation = entry.i.op != Operation::wfi;
  const bool has_timeout = entry.i.op == Operation::wrs_sto;
  if (const auto refusal = csr_.refuses(entry.i.op)) return trap(*refusal, entry.i.raw, t);
  if (wait_begin_ == kNever) wait_begin_ = t;
  const Tick timeout = has_timeout ? wait_begin_ + configuration_.hart.wrs_timeout : kNever;
  if (!csr_.wakes_wait() && !(for_reservation && !queue_.reservation_stands()) && t < timeout) {
    if (timeout != kNever) due(timeout);
    return false;
  }
  wait_begin_ = kNever;
  if (told()) tell_of(entry, mode_of(csr_), t);
  return retire_system(entry, t + 1);
}

bool OooHart::retire_system(WindowEntry& entry, Tick next) {
  ++account_.current().instructions;
  account_.close(now_);
  pc_ = entry.target;
  window_.pop();
  fetch_at_ = next;
  due(next);
  return true;
}

// ----------------------------------------------------------------------------------------------------------- traps

void OooHart::restart(std::uint64_t pc, Tick t) {
  squash(window_.head());
  pc_ = pc;
  leave_line();
  queue_.break_reservation();
  redirect(pc, t + 1 + configuration_.hart.trap_penalty);
}

bool OooHart::trap(Exception cause, std::uint64_t value, Tick t) {
  account_.enter_trap(t);
  ++account_.current().traps;
  now_ = t;
  restart(csr_.enter_exception(cause, pc_, value), t);
  account_.set_mode(mode_of(csr_));
  return false;
}

// The window is empty.
void OooHart::asynchronous_trap(Tick t) {
  if (late_fault_.at != kNever) {
    if (late_fault_.at > t) return due(late_fault_.at);
    pc_ = late_fault_.pc;
    late_fault_.at = kNever;
    trap(Exception::store_access_fault, late_fault_.address, t);
    return;
  }
  account_.enter_trap(t);
  ++account_.current().traps;
  restart(csr_.enter_interrupt(csr_.pending_interrupt(), pc_), t);
  account_.set_mode(mode_of(csr_));
}

}  // namespace amoeba
