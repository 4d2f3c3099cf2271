// Time, squashing, and what comes from outside.
#include "amoeba/cores/ooo/ooo_hart.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace amoeba {

OooHart::OooHart(const sc_core::sc_module_name& name, const OooConfiguration& configuration,
                 const HartEnvironment& environment)
    : Hart(name),
      configuration_(configuration),
      scheduler_(environment.scheduler),
      tile_(environment.tile),
      addresses_(environment.addresses),
      agent_(environment.scheduler.add(*this, environment.tile, this->name())),
      line_bytes_(environment.instruction_leases.line_bytes()),
      misaligned_target_(configuration.hart.extensions.has(Extension::c) ? 0 : 2),
      csr_(configuration.hart.hart_id, configuration.hart.extensions, *this),
      window_(configuration.window),
      queue_(data_port, environment.clock, environment.data_leases, configuration.memory, *this),
      fetch_(fetch_port, environment.clock, environment.instruction_leases, configuration.hart.extensions,
             configuration.hart.hart_id, *this),
      predictor_(configuration.predictor_entries) {
  const unsigned predictor = configuration.predictor_entries;
  if (predictor == 0 || (predictor & (predictor - 1)) != 0)
    throw std::invalid_argument("the entries of a hart's branch predictor must be a power of two");
  if (configuration.width == 0 || configuration.window < configuration.width)
    throw std::invalid_argument("the window of a hart must hold at least the instructions of one cycle");
  if (configuration.hart.ticks_per_time == 0)
    throw std::invalid_argument("ticks_per_time must not be zero (one step of the time CSR)");
  if (environment.data_leases.line_bytes() != line_bytes_)
    throw std::invalid_argument("instruction and data cache of a hart must have lines of the same size");
}

void OooHart::write_register(unsigned index, std::uint64_t value) {
  if (index == 32) {
    pc_ = fetch_pc_ = value;
  } else if (index != 0) {
    x_[index] = value;
  }
}

std::uint64_t OooHart::instructions_retired() const {
  return account_.counters(false).instructions + account_.counters(true).instructions;
}

// ----------------------------------------------------------------------------------------------------- local time

void OooHart::wake(Tick) {
  while (due_ < scheduler_.horizon(tile_)) cycle(due_);
  if (due_ != kNever) scheduler_.wake(agent_, due_);
}

void OooHart::cycle(Tick t) {
  due_ = kNever;
  now_ = t;
  squash_replayed(t);
  retire(t);
  execute(t);
  squash_replayed(t);  // before anything younger passes for certain
  update_frontier(t);
  queue_.advance(t);
  squash_replayed(t);
  dispatch(t);
  if (queue_.next() != kNever) due(std::max(queue_.next(), t + 1));
  if (waits_for_stores_ &&
      (queue_.stores_performed() || (!window_.empty() && window_.front().kind == InstructionClass::memory &&
                                     queue_.may_retire_store(window_.front().memory))))
    due(t + 1);
}

void OooHart::resume(Tick at) {
  due(at);
  scheduler_.wake(agent_, std::max(at, scheduler_.now()));
}

// ----------------------------------------------------------------------------------------------------------- squash

// The instruction with this number and all younger ones never were.
void OooHart::squash(std::uint64_t number) {
  if (number >= window_.tail()) return;
  const WindowEntry& oldest = window_[number];
  in_region_ = oldest.counted;
  predictor_.restore(oldest.before);
  std::uint64_t memory = queue_.end();
  while (window_.tail() > number) {
    const WindowEntry& youngest = window_[window_.tail() - 1];
    if (youngest.touches_memory()) memory = youngest.memory;
    if (youngest.kind == InstructionClass::fence_i) --code_fences_;
    window_.drop_youngest();
  }
  if (memory != queue_.end()) queue_.squash(memory);
  certain_ = std::min(certain_, number);
  certain_end_ = std::min(certain_end_, memory);
  if (replay_ != kNobody && replay_ >= number) replay_ = kNobody;
  alone_ = false;
}

void OooHart::squash_replayed(Tick t) {
  if (replay_ == kNobody) return;
  const std::uint64_t pc = window_[replay_].pc;
  squash(replay_);
  redirect(pc, t + 1 + configuration_.hart.mispredict_penalty);
}

// Fetch enters a line anew, even if it is the one that it is in.
void OooHart::leave_line() {
  line_ = nullptr;
  resumed_line_ = kNobody;
}

// Fetch goes on at `pc`, from `at` on.
void OooHart::redirect(std::uint64_t pc, Tick at) {
  fetch_pc_ = pc;
  fetch_at_ = at;
  have_next_ = fetch_fault_ = false;
  if (pc - resumed_line_ >= line_bytes_) resumed_line_ = kNobody;
  discards_answer_ = fetch_.pending();
  fetch_.forget_received();
  if (line_ != nullptr && (fetch_.is_alone(*line_) || pc - line_->base >= line_bytes_)) line_ = nullptr;
  due(at);
}

void OooHart::replay(std::uint64_t owner, Tick at) {
  replay_ = std::min(replay_, owner);
  resume(at);
}

// ---------------------------------------------------------------------------------------------- what comes from
// outside

void OooHart::receive(Message& message) {
  if (message.opcode != kInterruptOpcode)
    throw std::logic_error(std::string(name()) + ": a hart takes interrupt messages only");
  csr_.set_interrupt(static_cast<Interrupt>(message.detail), message.state != 0);
  if (message.state != 0) resume(message.time);
}

void OooHart::withdraw(std::uint64_t line, WithdrawReason reason, Tick at) {
  if (line == resumed_line_) resumed_line_ = kNobody;
  if (code_fences_ > 0) note_code(line, reason);
  queue_.withdraw(line, reason, at);
  fetch_.withdraw(line, reason, at);
}

// A fence.i is in the window: the line may be written from now on.
void OooHart::note_code(std::uint64_t line, WithdrawReason reason) {
  if (reason == WithdrawReason::snooped_shared || reason == WithdrawReason::busy) return;
  const auto touches = [&](std::uint64_t pc) { return pc + 3 - line < line_bytes_ + 3; };
  code_changed_ = code_changed_ || touches(fetch_pc_);
  for (std::uint64_t number = window_.head(); number < window_.tail() && !code_changed_; ++number)
    code_changed_ = touches(window_[number].pc);
}

void OooHart::code_lost(const PredecodedLine& line, Tick at) {
  if (&line != line_) return;
  line_ = nullptr;
  resume(at);
}

// ------------------------------------------------------------------------------------------------- state as a whole

void OooHart::reset(std::uint64_t seed) {
  queue_.reset(seed, agent_);
  fetch_.reset();
  csr_.reset();
  window_.reset();
  predictor_.reset();
  account_.reset();
  operations_.reset();
  x_ = {};
  pc_ = fetch_pc_ = entry_;
  fetch_at_ = divider_free_ = due_ = now_ = 0;
  line_ = nullptr;
  have_next_ = discards_answer_ = fetch_fault_ = alone_ = in_region_ = waits_for_stores_ = false;
  code_changed_ = false;
  code_fences_ = 0;
  replay_ = resumed_line_ = kNobody;
  certain_ = certain_end_ = retired_memory_ = 0;
  wait_begin_ = kNever;
  late_fault_ = {};
  scheduler_.wake(agent_, 0);
}

void OooHart::serialize(Archive& archive) {
  if (!archive.loading()) resumed_line_ = line_ == nullptr || fetch_.is_alone(*line_) ? kNobody : line_->base;
  queue_.serialize(archive);
  fetch_.serialize(archive);
  archive(x_, pc_, csr_, window_, predictor_, account_, operations_, fetch_pc_, fetch_at_, next_, have_next_,
          discards_answer_, fetch_fault_, fetch_fault_address_, alone_, code_fences_, code_changed_, in_region_,
          resumed_line_, divider_free_, replay_, certain_, certain_end_, retired_memory_, due_, now_, waits_for_stores_,
          wait_begin_, late_fault_, entry_);
  if (archive.loading()) {
    line_ = nullptr;
  } else {
    resumed_line_ = kNobody;
  }
}

std::string OooHart::waiting_for() const {
  std::string text = queue_.waiting_for() + fetch_.waiting_for();
  if (wait_begin_ == kNever || window_.empty()) return text;
  const WindowEntry& front = window_[window_.head()];
  char line[96];
  std::snprintf(line, sizeof line, "%s, pc 0x%llx, since tick %llu\n",
                front.i.op == Operation::wfi ? "an interrupt (wfi)" : "the end of its reservation (wrs)",
                static_cast<unsigned long long>(front.pc), static_cast<unsigned long long>(wait_begin_));
  return text + line;
}

}  // namespace amoeba
