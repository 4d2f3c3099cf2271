// CSRs, traps, waiting and markers: what the threaded code leaves to privilege and bookkeeping.
#include <algorithm>

#include "amoeba/cores/inorder/inorder_hart.h"

namespace amoeba {

namespace {

// By bits 9 and 8 of the CSR's number, which say the lowest privilege that may access it.
bool is_of_hypervisor(const Instruction& csr_instruction) {
  return (csr_instruction.imm >> 8 & 3) == 2;
}

}  // namespace

Tick InorderHart::execute_complex(const Instruction& i, Tick at, Tick limit) {
  switch (i.op) {
    case Operation::lb:
    case Operation::lh:
    case Operation::lw:
    case Operation::ld:
    case Operation::lbu:
    case Operation::lhu:
    case Operation::lwu:
      return load(i, at, limit);
    case Operation::sb:
    case Operation::sh:
    case Operation::sw:
    case Operation::sd:
      return store(i, at, limit);
    case Operation::amo:
    case Operation::lr:
    case Operation::sc:
    case Operation::lrwait:
    case Operation::scwait:
      return atomic(i, at, limit);
    case Operation::load_acquire:
    case Operation::store_release:
      return ordered_access(i, at, limit);
    case Operation::fence_tso:
    case Operation::fence:
      return fence(i, at, limit);
    case Operation::fence_i:
      return fence_i(i, at, limit);
    case Operation::ecall:
      return trap(csr_.ecall_cause(), 0, at);
    case Operation::ebreak:
      return trap(Exception::breakpoint, pc_, at);
    case Operation::mret:
    case Operation::sret:
      return return_from_trap(i, at);
    case Operation::sfence_vma:
    case Operation::hfence_vvma:
    case Operation::hfence_gvma:
      return fence_translations(i, at, limit);
    case Operation::wfi:
      return wait_for_interrupt(i, at);
    case Operation::wrs_nto:
    case Operation::wrs_sto:
      return wait_on_reservation(i, at, limit);
    case Operation::csrrw:
    case Operation::csrrs:
    case Operation::csrrc:
    case Operation::csrrwi:
    case Operation::csrrsi:
    case Operation::csrrci:
      return csr(i, at);
    case Operation::marker:
    case Operation::label:
      return marker(i, at);
    case Operation::illegal:
      return trap(Exception::illegal_instruction, i.raw, at);
    default:
      if (is_hypervisor_load(i.op) || is_hypervisor_store(i.op)) return hypervisor_access(i, at, limit);
      return jump_or_drop(i, at);
  }
}

// A jump whose target may be misaligned (no compressed instructions), or a multiplication or division into x0.
Tick InorderHart::jump_or_drop(const Instruction& i, Tick at) {
  const auto a = static_cast<std::int64_t>(x_[i.rs1]), b = static_cast<std::int64_t>(x_[i.rs2]);
  const bool backward = i.imm < 0;
  bool taken = false;
  std::uint64_t target = pc_ + static_cast<std::uint64_t>(std::int64_t{i.imm});
  switch (i.op) {
    case Operation::beq:
      taken = a == b;
      break;
    case Operation::bne:
      taken = a != b;
      break;
    case Operation::blt:
      taken = a < b;
      break;
    case Operation::bge:
      taken = a >= b;
      break;
    case Operation::bltu:
      taken = x_[i.rs1] < x_[i.rs2];
      break;
    case Operation::bgeu:
      taken = x_[i.rs1] >= x_[i.rs2];
      break;
    case Operation::jal:
      taken = true;
      break;
    case Operation::jalr:
      taken = true;
      target = (x_[i.rs1] + static_cast<std::uint64_t>(std::int64_t{i.imm})) & ~std::uint64_t{1};
      break;
    default:
      retire(i, at + 1);
      return kAgain;
  }
  if (taken) return trap(Exception::instruction_misaligned, target, at);
  if (backward) ++account_.current().branches_mispredicted;
  retire(i, at + 1 + (backward ? configuration_.mispredict_penalty : 0));
  return kAgain;
}

Tick InorderHart::csr(const Instruction& i, Tick at) {
  now_ = at;
  std::uint64_t old = 0;
  if (const auto refusal = csr_.execute(i, x_[i.rs1], old)) return trap(*refusal, i.raw, at);
  ++account_.current().csr_accesses;
  account_.current().hypervisor_work += is_of_hypervisor(i);
  if (supervisor_) {
    update_translation();
    set_timer();
  }
  if (i.rd != 0) {
    x_[i.rd] = old;
    ready_[i.rd] = at + configuration_.csr_latency;
  }
  retire(i, at + std::max<Tick>(1, configuration_.csr_latency));
  return kAgain;
}

// ----------------------------------------------------------------------------------------------------------- traps

void InorderHart::redirect(std::uint64_t pc, Tick at) {
  pc_ = pc;
  line_ = nullptr;
  resumed_.valid = false;
  fetch_.forget_received();
  lsu_.give_up();
  time_ = at + 1 + configuration_.trap_penalty;
  if (reservation_ == Reservation::held) reservation_ = Reservation::broken_by_trap;
}

Tick InorderHart::trap(const TrapReport& report, Tick at) {
  account_.enter_trap(at);
  ++account_.current().traps;
  now_ = at;
  const std::uint64_t pc = pc_;
  redirect(csr_.enter_exception(report, pc), at);
  enter_handler(pc);
  return kAgain;
}

Tick InorderHart::return_from_trap(const Instruction& i, Tick at) {
  if (const auto refusal = csr_.refuses(i.op)) return trap(*refusal, i.raw, at);
  ++account_.current().instructions;
  redirect(i.op == Operation::mret ? csr_.mret() : csr_.sret(), at);
  account_.leave_trap(time_);
  if (regions_ != nullptr) regions_->leave(mode_of(csr_), pc_, account_);
  enter_mode();
  return kAgain;
}

// After the CSRs did.
void InorderHart::enter_mode() {
  account_.set_mode(mode_of(csr_));
  update_translation();
}

// After the CSRs did, from the instruction at `pc`.
void InorderHart::enter_handler(std::uint64_t pc) {
  if (regions_ != nullptr) regions_->trap(mode_of(csr_), pc, account_);
  enter_mode();
}

bool InorderHart::asynchronous_trap_due() const {
  return (csr_.interrupt_pending() || late_fault_.at != kNever) && !fetch_.pending();
}

Tick InorderHart::asynchronous_trap(Tick limit) {
  const bool fault = late_fault_.at != kNever;
  const Tick at = std::max(time_, fault ? late_fault_.at : interrupt_at_);
  if (at >= limit) return at;
  if (fault) {
    pc_ = late_fault_.pc;
    late_fault_.at = kNever;
    return trap(late_fault_.cause, late_fault_.address, at);
  }
  account_.enter_trap(at);
  ++account_.current().traps;
  const std::uint64_t pc = pc_;
  redirect(csr_.enter_interrupt(csr_.pending_interrupt(), pc), at);
  enter_handler(pc);
  return kAgain;
}

// The time comparators of the CSRs are local events of their own ticks.
void InorderHart::set_timer() {
  const std::uint64_t time = csr_.next_timer();
  timer_at_ = time < kNever / configuration_.ticks_per_time ? time * configuration_.ticks_per_time : kNever;
}

void InorderHart::raise_timer() {
  now_ = interrupt_at_ = timer_at_;
  csr_.update_timers();
  set_timer();
}

// --------------------------------------------------------------------------------------------------------- waiting

Tick InorderHart::wait_for_interrupt(const Instruction& i, Tick at) {
  if (const auto refusal = csr_.refuses(i.op)) return trap(*refusal, i.raw, at);
  return begin_wait(i, Wait::interrupt, at, csr_.wakes_wait() ? at + 1 : kNever);
}

// Stalls while the reservation stands, after the LR that made it has its value.
Tick InorderHart::wait_on_reservation(const Instruction& i, Tick at, Tick limit) {
  const bool has_timeout = i.op == Operation::wrs_sto;
  if (const auto refusal = csr_.refuses(i.op)) return trap(*refusal, i.raw, at);
  if (const Tick next = pass(lsu_.fence_gate(true, false), at, limit)) return next;
  const bool stands = reservation_ == Reservation::held && reservation_lost_ == kNever;
  const bool ends_at_once = !stands || csr_.wakes_wait();
  const Tick timeout = has_timeout ? at + configuration_.wrs_timeout : kNever;
  return begin_wait(i, Wait::reservation, at, ends_at_once ? at + 1 : timeout);
}

Tick InorderHart::begin_wait(const Instruction& i, Wait wait, Tick at, Tick deadline) {
  wait_ = wait;
  held_instruction_ = i;
  time_ = at + 1;
  wait_deadline_ = deadline;
  return kAgain;
}

Tick InorderHart::finish_wait(Tick limit) {
  Tick end = wait_deadline_;
  if (csr_.wakes_wait()) end = std::min(end, std::max(time_, interrupt_at_));
  if (wait_ == Wait::reservation) end = std::min(end, std::max(time_, reservation_lost_));
  if (end >= limit) return end;
  wait_ = Wait::none;
  retire(held_instruction_, std::max(time_, end));
  return kAgain;
}

// --------------------------------------------------------------------------------------------------------- markers

Tick InorderHart::marker(const Instruction& i, Tick at) {
  if (regions_ != nullptr) account_.close(at);
  if (i.op == Operation::marker) {
    mark(static_cast<Marker>(i.imm), at);
  } else if (regions_ != nullptr) {
    regions_->label(i.imm, account_);
  }
  pc_ += i.length;
  time_ = at;
  return kAgain;
}

void InorderHart::mark(Marker marker, Tick at) {
  switch (marker) {
    case Marker::roi_begin:
      account_.begin_region(at);
      break;
    case Marker::roi_end:
      account_.end_region(at);
      break;
    case Marker::operation_begin:
      operations_.begin(at, account_.in_region());
      break;
    case Marker::operation_end:
      account_.current().operations += operations_.end(at, last_hit_, account_.in_region());
      break;
  }
  if (regions_ != nullptr) regions_->marked(marker, account_);
}

}  // namespace amoeba
