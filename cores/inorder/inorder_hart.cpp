#include "amoeba/cores/inorder/inorder_hart.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "amoeba/cores/isa/disassembler.h"
#include "amoeba/cores/pipeline/register_flow.h"

namespace amoeba {

InorderHart::InorderHart(const sc_core::sc_module_name& name, const HartConfiguration& configuration,
                         const HartEnvironment& environment)
    : Hart(name),
      configuration_(configuration),
      scheduler_(environment.scheduler),
      tile_(environment.tile),
      addresses_(environment.addresses),
      agent_(environment.scheduler.add(*this, environment.tile, this->name())),
      line_bytes_(environment.instruction_leases.line_bytes()),
      misaligned_target_(configuration.extensions.has(Extension::c) ? 0 : 2),
      lsu_(data_port, environment.clock, environment.data_leases, configuration.store_buffer_entries,
           configuration.outstanding_atomics, configuration.order, configuration.hart_id, *this),
      leases_(&lsu_.leases()),
      fetch_(fetch_port, environment.clock, environment.instruction_leases, configuration.extensions,
             configuration.hart_id, *this),
      csr_(configuration.hart_id, configuration.extensions, *this),
      supervisor_(configuration.extensions.has(Extension::s)) {
  if (supervisor_) mmu_ = std::make_unique<Mmu>(configuration.mmu);
  if (configuration.region_account) regions_ = std::make_unique<RegionAccount>(*configuration.region_account);
  if (configuration.store_buffer_entries < 2)
    throw std::invalid_argument(
        "a hart needs at least 2 store buffer entries (a store that crosses a line takes both)");
  if (configuration.ticks_per_time == 0)
    throw std::invalid_argument("ticks_per_time must not be zero (one step of the time CSR)");
  if (environment.data_leases.line_bytes() != line_bytes_)
    throw std::invalid_argument("instruction and data cache of a hart must have lines of the same size");
}

void InorderHart::write_register(unsigned index, std::uint64_t value) {
  if (index == 32) {
    pc_ = value;
  } else if (index != 0) {
    x_[index] = value;
  }
}

std::uint64_t InorderHart::instructions_retired() const {
  return account_.counters(false).instructions + account_.counters(true).instructions;
}

// ----------------------------------------------------------------------------------------------------- local time

void InorderHart::wake(Tick) {
  while (true) {
    const Tick horizon = scheduler_.horizon(tile_);
    const Tick drain = lsu_.next_drain();
    const Tick due = std::min(drain, timer_at_);
    const Tick next = step(std::min(horizon, due));
    if (next == kAgain) continue;
    if (due <= next && due < horizon) {
      if (drain == due) {
        lsu_.drain(drain);
      } else {
        raise_timer();
      }
      continue;
    }
    account_.close(time_);
    const Tick event = std::min(next, due);
    if (event != kNever) scheduler_.wake(agent_, event);
    return;
  }
}

Tick InorderHart::step(Tick limit) {
  return traces() ? traced_step(limit) : next_step(limit);
}

Tick InorderHart::next_step(Tick limit) {
  if (held_.active) return finish_held(limit);
  if (wait_ != Wait::none) return finish_wait(limit);
  if (walk_.active) return finish_walk(limit);
  if (asynchronous_trap_due()) return asynchronous_trap(limit);
  return execute(limit);
}

// At most one instruction, since none but markers issue in the same tick and those leave execute(). That the horizon
// never shows makes this exact.
Tick InorderHart::traced_step(Tick limit) {
  const std::uint64_t retired = instructions_retired();
  const HartMode mode = mode_of(csr_);
  trace_limit_ = std::max(trace_limit_, time_ + 1);
  const Tick bound = std::min(limit, trace_limit_);
  const bool executes = !held_.active && wait_ == Wait::none && !walk_.active && !asynchronous_trap_due();
  const Tick next = executes ? execute(bound) : next_step(limit);
  if (executes && next != kAgain && next != kNever && next < limit) trace_limit_ = next + 1;
  if (instructions_retired() != retired) {
    tell_of(traced_, mode);
    return kAgain;
  }
  return next != kNever && next < limit ? kAgain : next;
}

void InorderHart::tell_of(const Instruction& i, HartMode mode) {
  if (observer_ != nullptr) observer_->retired(register_flow(i, configuration_.hart_id));
  if (trace_) trace_(traced_at_, configuration_.hart_id, mode, traced_pc_, i.raw, disassemble(i));
}

Tick InorderHart::wait_for_registers(const Slot& slot, Tick limit) {
  const std::array<unsigned, 3> registers{slot.rs1, slot.rs2, slot.rd};
  Tick from = time_, end = time_;
  for (const unsigned r : registers) {
    const Tick usable = ready_[r] == kNever ? pending_[r].at : ready_[r];
    if (usable == kNever) return kNever;
    if (ready_[r] != kNever) from = std::max(from, usable);
    end = std::max(end, usable);
  }
  if (end >= limit) return end;
  // The waits are booked in the order in which they end.
  while (true) {
    unsigned first = kSink;
    for (const unsigned r : registers)
      if (ready_[r] == kNever && (first == kSink || pending_[r].at < pending_[first].at)) first = r;
    if (first == kSink) return kAgain;
    const PendingRegister& pending = pending_[first];
    account_.stall(from, pending.at, pending.latency);
    from = std::max(from, pending.at);
    ready_[first] = pending.at;
  }
}

// kAgain: the gate is open and `at` the tick to go on at.
Tick InorderHart::pass(const Gate& gate, Tick& at, Tick limit) {
  const Tick open = std::max(at, gate.at);
  if (open >= limit) return open;
  account_.stall(at, open, gate.latency);
  at = time_ = traced_at_ = open;
  return kAgain;
}

void InorderHart::retire(const Instruction& i, Tick next) {
  ++account_.current().instructions;
  pc_ += i.length;
  time_ = next;
}

// --------------------------------------------------------------------------------------------- what comes from outside

void InorderHart::resume_at(Tick at) {
  scheduler_.wake(agent_, std::max(at, scheduler_.now()));
}

void InorderHart::receive(Message& message) {
  if (message.opcode != kInterruptOpcode)
    throw std::logic_error(std::string(name()) + ": a hart takes interrupt messages only");
  csr_.set_interrupt(static_cast<Interrupt>(message.detail), message.state != 0);
  if (message.state == 0) return;
  interrupt_at_ = message.time;
  resume_at(message.time);
}

void InorderHart::withdraw(std::uint64_t line, WithdrawReason reason, Tick at) {
  lsu_.withdraw(line, reason, at);
  fetch_.withdraw(line, reason, at);
}

void InorderHart::line_lost(std::uint64_t line, WithdrawReason reason, Tick at) {
  if (reservation_ != Reservation::held || line != reserved_line_) return;
  if (reason == WithdrawReason::snooped_shared || reason == WithdrawReason::busy) return;  // still there
  reservation_lost_ = std::min(reservation_lost_, at);
  if (wait_ == Wait::reservation) resume_at(at);
}

void InorderHart::code_lost(const PredecodedLine& line, Tick at) {
  if (&line != line_) return;
  line_ = nullptr;
  if (held_.active || wait_ != Wait::none || walk_.active) return;
  time_ = std::max(time_, at);
  resume_at(time_);
}

// ------------------------------------------------------------------------------------------------- state as a whole

void InorderHart::reset(std::uint64_t) {
  lsu_.reset();
  fetch_.reset();
  csr_.reset();
  account_.reset();
  operations_.reset();
  x_ = {};
  ready_ = {};
  pending_ = {};
  pc_ = entry_;
  line_ = nullptr;
  time_ = divider_free_ = last_hit_ = now_ = interrupt_at_ = trace_limit_ = 0;
  returns_ = {};
  held_ = {};
  reservation_ = Reservation::none;
  reserved_line_ = 0;
  reservation_lost_ = wait_deadline_ = kNever;
  wait_ = Wait::none;
  walk_ = {};
  timer_at_ = kNever;
  if (mmu_ != nullptr) mmu_->reset();
  if (regions_ != nullptr) regions_->reset();
  update_translation();
  late_fault_ = {};
  resumed_ = {};
  scheduler_.wake(agent_, 0);
}

void InorderHart::serialize(Archive& archive) {
  if (archive.loading()) {
    line_ = nullptr;
  } else {
    const bool inside = line_ != nullptr && pc_ - (line_->base - 2) < line_bytes_ + 2u;
    const bool in_first = inside && pc_ + 2 == line_->base;
    const bool alone = inside && fetch_.is_alone(*line_);
    resumed_.valid = inside && (in_first || !alone);
    resumed_.alone = alone;
    resumed_.base = inside ? line_->base : 0;
    resumed_.physical = inside ? line_->physical : 0;
    resumed_.raw = !in_first ? 0 : alone ? line_->instruction(line_->slot(-1)).raw : line_->straddling_half;
  }
  lsu_.serialize(archive);
  fetch_.serialize(archive);
  archive(x_, ready_, pc_, time_, divider_free_, last_hit_, returns_, pending_, csr_, account_, operations_, now_,
          entry_, held_, reservation_, reserved_line_, reservation_lost_, wait_, wait_deadline_, held_instruction_,
          interrupt_at_, late_fault_, resumed_, walk_);
  if (mmu_ != nullptr) mmu_->serialize(archive);
  if (regions_ != nullptr) regions_->serialize(archive);
  if (archive.loading()) {
    update_translation();
    set_timer();
  }
  if (!archive.loading()) resumed_ = {};
}

void InorderHart::register_statistics(StatisticsRegistry& registry, const std::string& prefix) const {
  if (!supervisor_) return;
  const auto by_mode = [&](const char* group, const char* unit, const char* meaning, auto field) {
    for (unsigned m = 0; m < kHartModes; ++m)
      registry.add(prefix + group + amoeba::name(static_cast<HartMode>(m)), unit, meaning, [this, field, m] {
        return (account_.counters(false).*field)[m] + (account_.counters(true).*field)[m];
      });
  };
  by_mode(".cycles_in.", "cycles", "Cycles in this privilege mode.", &HartCounters::mode_cycles);
  by_mode(".instructions_in.", "instructions", "Instructions retired in this mode.", &HartCounters::mode_instructions);
  mmu_->register_statistics(registry, prefix + ".mmu");
}

std::string InorderHart::waiting_for() const {
  std::string text = lsu_.waiting_for() + fetch_.waiting_for();
  if (wait_ == Wait::none) return text;
  char line[96];
  std::snprintf(line, sizeof line, "%s, pc 0x%llx, since tick %llu\n",
                wait_ == Wait::interrupt ? "an interrupt (wfi)" : "the end of its reservation (wrs)",
                static_cast<unsigned long long>(pc_), static_cast<unsigned long long>(time_ - 1));
  return text + line;
}

}  // namespace amoeba
