// From fetch into the window: renaming, a place in the memory queue, the prediction of what comes next.
#include <algorithm>

#include "amoeba/cores/ooo/ooo_hart.h"

namespace amoeba {

namespace {

QueuedAccess::Kind kind_of(const Instruction& i) {
  if (i.op == Operation::fence || i.op == Operation::fence_tso) return QueuedAccess::Kind::fence;
  if (i.op == Operation::amo) return QueuedAccess::Kind::amo;
  if (i.op == Operation::lr || i.op == Operation::lrwait) return QueuedAccess::Kind::load_reserved;
  if (i.op == Operation::sc || i.op == Operation::scwait) return QueuedAccess::Kind::store_conditional;
  const bool stores = (i.op >= Operation::sb && i.op <= Operation::sd) || i.op == Operation::store_release;
  return stores ? QueuedAccess::Kind::store : QueuedAccess::Kind::load;
}

bool compares_rd(const Instruction& i) {
  return i.op == Operation::amo && i.atomic == AtomicOp::cas;
}

}  // namespace

void OooHart::dispatch(Tick t) {
  if (alone_ && !window_.empty()) return;
  alone_ = false;
  if (asynchronous_trap_due()) {
    if (window_.empty()) asynchronous_trap(t);
    return;
  }
  if (fetch_at_ > t) {
    if (fetch_at_ != kNever) due(fetch_at_);
    return;
  }
  for (unsigned left = configuration_.width; !window_.full();) {
    if (fetch_fault_ || (!have_next_ && !fetch_next(t))) {
      if (fetch_fault_ && window_.empty()) trap(Exception::instruction_access_fault, fetch_fault_address_, t);
      return;
    }
    const Instruction i = next_;
    const InstructionClass kind = class_of(i.op);
    if (kind != InstructionClass::marker && left-- == 0) return due(t + 1);
    if (!admits(i, kind)) return;
    const std::uint64_t next = fetch_pc_ + i.length;
    enter_window(i, kind, t);
    have_next_ = false;
    if (alone_ || fetch_at_ > t) return;
    if (fetch_pc_ != next) return due(t + 1);  // one taken jump per cycle
  }
}

bool OooHart::admits(const Instruction& i, InstructionClass kind) const {
  if (enters_alone(i, kind)) return window_.empty();
  if (kind == InstructionClass::memory || kind == InstructionClass::fence) return queue_.room(kind_of(i));
  return true;
}

bool OooHart::enters_alone(const Instruction& i, InstructionClass kind) const {
  return kind == InstructionClass::system || (kind == InstructionClass::memory && i.width == 16);
}

void OooHart::enter_window(const Instruction& i, InstructionClass kind, Tick t) {
  const BranchPredictor::Checkpoint before = predictor_.checkpoint();
  WindowEntry& entry = window_.push();
  entry.i = i;
  entry.kind = kind;
  entry.pc = fetch_pc_;
  entry.counted = in_region_;
  entry.before = before;
  alone_ = enters_alone(i, kind);
  entry.target = fetch_pc_ = fetch_pc_ + i.length;
  switch (kind) {
    case InstructionClass::marker:
      entry.done = t;
      if (i.op == Operation::marker && i.imm == static_cast<int>(Marker::roi_begin)) in_region_ = true;
      if (i.op == Operation::marker && i.imm == static_cast<int>(Marker::roi_end)) in_region_ = false;
      break;
    case InstructionClass::fence_i:
      entry.done = t + 1;
      ++code_fences_;
      break;
    case InstructionClass::system:
      break;
    case InstructionClass::memory:
    case InstructionClass::fence:
      enter_memory_queue(entry);
      break;
    default:
      take_operand(entry, 0, i.rs1);
      take_operand(entry, 1, i.rs2);
      if (kind == InstructionClass::branch) predict(entry);
  }
  const bool executes = kind != InstructionClass::fence && kind != InstructionClass::fence_i &&
                        kind != InstructionClass::system && kind != InstructionClass::marker;
  if (i.rd != 0 && executes) window_.rename(entry, i.rd);
  if (!executes) {
    due(t + 1);
  } else if (entry.waiting == 0) {
    window_.insert_known(entry);
    due(std::max(entry.ready, t + 1));
  }
}

void OooHart::predict(WindowEntry& entry) {
  entry.target = predictor_.predict(entry.i, entry.pc);
  fetch_pc_ = entry.target;
  if (entry.target == BranchPredictor::kUnknown) fetch_at_ = kNever;
}

// The address comes from rs1; rs2 and, of a compare-and-swap, rd are what it writes and compares with.
void OooHart::enter_memory_queue(WindowEntry& entry) {
  const Instruction& i = entry.i;
  QueuedAccess access;
  access.kind = kind_of(i);
  access.owner = window_.tail() - 1;
  access.pc = entry.pc;
  if (access.kind == QueuedAccess::Kind::fence) {
    const bool tso = i.op == Operation::fence_tso;
    access.fence = {static_cast<std::uint8_t>(i.imm >> 4 & 15), static_cast<std::uint8_t>(i.imm & 15), tso};
    if (csr_.fence_of_io_implies_memory()) {
      access.fence.older = static_cast<std::uint8_t>(access.fence.older | access.fence.older >> 2);
      access.fence.younger = static_cast<std::uint8_t>(access.fence.younger | access.fence.younger >> 2);
    }
    entry.memory = queue_.push(access);
    entry.done = 0;
    return;
  }
  access.bytes = i.width;
  access.op = i.atomic;
  access.aq = i.aq;
  access.rl = i.rl;
  access.counted = in_region_;
  access.discards = access.kind == QueuedAccess::Kind::amo && i.rd == 0;
  const bool pair = i.width == 16;  // alone in the window: its registers are in the file
  access.operands_missing = static_cast<std::uint8_t>(access.writes() + compares_rd(i));
  if (pair) {
    access.operand[1] = i.rs2 == 0 ? 0 : x_[i.rs2 + 1u];
    access.compare[1] = i.rd == 0 ? 0 : x_[i.rd + 1u];
  }
  entry.memory = queue_.push(access);
  take_operand(entry, 0, i.rs1);
  if (access.writes()) take_operand(entry, 1, i.rs2);
  if (compares_rd(i)) take_operand(entry, 2, i.rd);
}

// Operand k of the youngest instruction.
void OooHart::take_operand(WindowEntry& entry, unsigned k, unsigned index) {
  if (k == 0 || entry.kind != InstructionClass::memory) ++entry.waiting;
  WindowEntry* producer = index == 0 ? nullptr : window_.producer_of(index);
  if (producer == nullptr) return operand_known(entry, k, index == 0 ? 0 : x_[index], 0);
  if (producer->usable != kNever) {
    rest_on(guesses_behind(*producer), entry, k);
    return operand_known(entry, k, producer->value, producer->usable);
  }
  window_.link(*producer, entry, k);
}

void OooHart::operand_known(WindowEntry& entry, unsigned k, std::uint64_t value, Tick usable) {
  if (k > 0 && entry.kind == InstructionClass::memory) {
    queue_.set_operand(entry.memory, k - 1, value, usable);
    return store_may_retire(entry, usable);
  }
  entry.source[k] = value;
  entry.ready = std::max(entry.ready, usable);
  --entry.waiting;
}

// Of the loads that the value came from, those whose values are guesses.
std::uint64_t OooHart::guesses_behind(const WindowEntry& entry) const {
  if (entry.kind != InstructionClass::memory) return entry.guesses;
  return entry.guessed ? MemoryQueue::guess_of(entry.memory) : 0;
}

void OooHart::rest_on(std::uint64_t guesses, WindowEntry& entry, unsigned k) {
  if (guesses == 0) return;
  if (k == 0 || entry.kind != InstructionClass::memory) entry.guesses |= guesses;
  if (entry.kind == InstructionClass::memory) queue_.add_guesses(entry.memory, guesses);
}

}  // namespace amoeba
