// Retirement in program order, and how far ahead of it nothing can be squashed any more.
#include <algorithm>

#include "amoeba/cores/isa/disassembler.h"
#include "amoeba/cores/ooo/ooo_hart.h"
#include "amoeba/cores/pipeline/register_flow.h"

namespace amoeba {

namespace {

bool reserves(const Instruction& i) {
  return i.op == Operation::lr || i.op == Operation::lrwait;
}

}  // namespace

void OooHart::retire(Tick t) {
  const bool waited = waits_for_stores_;
  waits_for_stores_ = false;
  for (unsigned left = configuration_.width; !window_.empty();) {
    WindowEntry& front = window_.front();
    if (front.kind == InstructionClass::marker) {
      mark(front.i, t);
      pc_ = front.target;
      window_.pop();
      continue;
    }
    if (left-- == 0) return due(t + 1);
    if (front.kind == InstructionClass::system) {
      if (!execute_system(front, t)) return;
      continue;
    }
    if (front.done > t) {
      if (front.done != kNever) due(front.done);
      return;
    }
    if (front.traps) {
      trap(front.cause, front.upper, t);
      return;
    }
    if (front.kind == InstructionClass::fence_i) {
      if (!retire_code_fence(front, t)) return;
      continue;
    }
    const bool stores =
        front.kind == InstructionClass::memory && queue_[front.memory].kind == QueuedAccess::Kind::store;
    if (stores && !queue_.may_retire_store(front.memory)) {
      waits_for_stores_ = true;
      return;
    }
    if (stores && waited) account_.stall(account_.booked(), t, queue_.drain_latency());
    retire_front(front, t);
  }
}

void OooHart::retire_front(WindowEntry& entry, Tick t) {
  account_wait(entry, t);
  count(entry);
  if (entry.i.op == Operation::sc || entry.i.op == Operation::scwait)
    account_.end_attempt(t, entry.failure == ScFailure::none);
  if (entry.i.rd != 0) {
    x_[entry.i.rd] = entry.value;
    if (entry.i.width == 16) x_[entry.i.rd + 1u] = entry.upper;
  }
  if (entry.kind == InstructionClass::branch) predictor_.learn(entry.i, entry.pc, entry.target, entry.before);
  if (entry.touches_memory()) {
    queue_.retire(entry.memory, t);
    retired_memory_ = entry.memory + 1;
  }
  if (told()) tell_of(entry, mode_of(csr_), t);
  pc_ = entry.target;
  window_.pop();
}

// fence.i: after the hart's older stores. What is in the window behind it was fetched from lines that the caches keep
// coherent, and goes on unless one of them was lost meanwhile.
bool OooHart::retire_code_fence(WindowEntry& entry, Tick t) {
  if (!queue_.stores_performed()) {
    waits_for_stores_ = true;
    return false;
  }
  account_.stall(account_.booked(), t, queue_.drain_latency());
  retire_front(entry, t);
  --code_fences_;
  if (!code_changed_) return true;
  code_changed_ = false;
  squash(window_.head());
  leave_line();
  redirect(pc_, t + 1 + configuration_.hart.mispredict_penalty);
  return false;
}

// What the hart waited for since the last retirement belongs to the access that ended the wait.
void OooHart::account_wait(const WindowEntry& entry, Tick t) {
  if (reserves(entry.i)) account_.begin_attempt(account_.booked());
  const LatencyBreakdown& l = entry.latency;
  if (l.cache + l.home + l.interconnect + l.memory > 0) account_.stall(account_.booked(), entry.done, l);
  account_.close(t);
}

void OooHart::count(const WindowEntry& entry) {
  HartCounters& counters = account_.current();
  ++counters.instructions;
  counters.branches_mispredicted += entry.mispredicted;
  if (entry.kind != InstructionClass::memory) return;
  switch (queue_[entry.memory].kind) {
    case QueuedAccess::Kind::load:
      ++(reserves(entry.i) ? counters.load_reserved : counters.loads);
      break;
    case QueuedAccess::Kind::store:
      ++counters.stores;
      break;
    case QueuedAccess::Kind::amo:
      ++counters.atomics;
      break;
    case QueuedAccess::Kind::load_reserved:
      ++counters.load_reserved;
      break;
    default:
      ++counters.store_conditional;
      if (entry.failure != ScFailure::none) ++counters.sc_failures[static_cast<unsigned>(entry.failure)];
  }
}

void OooHart::mark(const Instruction& i, Tick t) {
  if (i.op != Operation::marker) return;
  switch (static_cast<Marker>(i.imm)) {
    case Marker::roi_begin:
      account_.begin_region(t);
      break;
    case Marker::roi_end:
      account_.end_region(t);
      break;
    case Marker::operation_begin:
      operations_.begin(t, account_.in_region());
      break;
    case Marker::operation_end:
      account_.current().operations += operations_.end(t, 0, account_.in_region());
      break;
  }
}

void OooHart::tell_of(const WindowEntry& entry, HartMode mode, Tick t) {
  if (observer_ != nullptr) observer_->retired(register_flow(entry.i, configuration_.hart.hart_id));
  if (!trace_) return;
  trace_(t, configuration_.hart.hart_id, mode, entry.pc, entry.i.raw, disassemble(entry.i));
}

// ---------------------------------------------------------------------------------------------------- what is certain

void OooHart::update_frontier(Tick t) {
  std::uint64_t oldest_end = retired_memory_;
  if (!window_.empty() && window_.front().kind == InstructionClass::memory && !window_.front().traps)
    oldest_end = window_.front().memory + 1;
  if (configuration_.memory.early_stores || configuration_.memory.early_atomics) {
    certain_ = std::max(certain_, window_.head());
    certain_end_ = std::max(certain_end_, oldest_end);
    for (; certain_ < window_.tail() && is_certain(window_[certain_]); ++certain_)
      if (window_[certain_].touches_memory()) certain_end_ = std::max(certain_end_, window_[certain_].memory + 1);
  } else {
    certain_end_ = oldest_end;
  }
  queue_.set_frontier(oldest_end, certain_end_, t);
}

// Whether the instruction, with everything older certain, cannot be squashed: it does not trap, jumps where fetch went
// on, and will not be executed again. A store behind it is then ordered behind it by rules 11 and 13.
bool OooHart::is_certain(const WindowEntry& entry) const {
  const MemoryOrder& order = configuration_.memory.order;
  switch (entry.kind) {
    case InstructionClass::system:
      return false;
    case InstructionClass::branch:
      return entry.issued ? !entry.traps : !order.enforces(OrderRule::control_dependency);
    case InstructionClass::memory:
      if (!entry.issued) return !order.enforces(OrderRule::address_pipeline);
      if (entry.traps || (queue_[entry.memory].alone && entry.done == kNever)) return false;
      if (order.guesses_values() && order.enforces(OrderRule::data_dependency) && entry.done > now_) return false;
      return queue_.settled(entry.memory);
    default:
      return true;
  }
}

}  // namespace amoeba
