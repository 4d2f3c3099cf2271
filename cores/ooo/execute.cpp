// Issue: the oldest instructions whose operands are known, as far as the ports go.
#include <algorithm>
#include <array>

#include "amoeba/cores/isa/integer_result.h"
#include "amoeba/cores/ooo/ooo_hart.h"

namespace amoeba {

namespace {

bool acts_as_load(const Instruction& i) {
  return i.op <= Operation::lwu || i.op == Operation::lr || i.op == Operation::lrwait ||
         i.op == Operation::load_acquire;
}

}  // namespace

void OooHart::execute(Tick t) {
  std::array<unsigned, 3> ports{configuration_.integer_ports, configuration_.multiply_ports,
                                configuration_.address_ports};
  for (std::uint64_t number = window_.next_known(window_.head()); number < window_.tail();
       number = window_.next_known(number + 1)) {
    WindowEntry& entry = window_[number];
    if (entry.ready > t) {
      due(entry.ready);
      continue;
    }
    const bool multiplies = entry.kind == InstructionClass::multiply || entry.kind == InstructionClass::divide;
    unsigned& left = ports[entry.kind == InstructionClass::memory ? 2 : multiplies ? 1 : 0];
    if (left == 0) {
      due(t + 1);
    } else if (issue(number, entry, t)) {
      --left;
    }
  }
}

// False when the divider is busy, or an operand may turn out wrong that must not.
bool OooHart::issue(std::uint64_t number, WindowEntry& entry, Tick t) {
  if (entry.guesses != 0 && waits_for_guesses(entry)) {
    due(t + 1);
    return false;
  }
  if (entry.kind == InstructionClass::divide && divider_free_ > t) {
    due(divider_free_);
    return false;
  }
  window_.erase_known(number);
  entry.issued = true;
  if (entry.kind == InstructionClass::memory) {
    generate_address(entry, t);
    return true;
  }
  if (entry.kind == InstructionClass::branch) {
    resolve_branch(number, entry, t);
    return true;
  }
  Tick usable = t + 1;
  if (entry.kind == InstructionClass::multiply) usable = t + configuration_.hart.multiply_latency;
  if (entry.kind == InstructionClass::divide) usable = divider_free_ = t + configuration_.hart.divide_latency;
  finish(entry, integer_result(entry.i, entry.pc, entry.source[0], entry.source[1]), usable);
  return true;
}

// Jumps and, by rule 9, addresses.
bool OooHart::waits_for_guesses(const WindowEntry& entry) const {
  const bool address = entry.kind == InstructionClass::memory;
  if (!address && entry.kind != InstructionClass::branch) return false;
  if (address && !configuration_.memory.order.enforces(OrderRule::address_dependency)) return false;
  return queue_.still_guessed(entry.guesses, address ? entry.memory : queue_.end());
}

// The value is known, and may be used and retired from `usable` on.
void OooHart::finish(WindowEntry& entry, std::uint64_t value, Tick usable) {
  entry.done = usable;
  publish(entry, value, usable);
}

void OooHart::publish(WindowEntry& entry, std::uint64_t value, Tick usable) {
  entry.value = value;
  entry.usable = usable;
  due(usable);
  const std::uint64_t guesses = guesses_behind(entry);
  window_.wake_consumers(entry, [&](WindowEntry& consumer, unsigned k) {
    rest_on(guesses, consumer, k);
    operand_known(consumer, k, value, usable);
    if (consumer.waiting != 0 || consumer.issued || (k > 0 && consumer.kind == InstructionClass::memory)) return;
    window_.insert_known(consumer);
  });
}

void OooHart::resolve_branch(std::uint64_t number, WindowEntry& entry, Tick t) {
  const Instruction& i = entry.i;
  const std::uint64_t a = entry.source[0], offset = static_cast<std::uint64_t>(std::int64_t{i.imm});
  const std::uint64_t behind = entry.pc + i.length;
  std::uint64_t target = entry.pc + offset;
  if (i.op == Operation::jalr) {
    target = (a + offset) & ~std::uint64_t{1};
  } else if (i.op != Operation::jal && !branch_taken(i.op, a, entry.source[1])) {
    target = behind;
  }
  if ((target & misaligned_target_) != 0) return refuse(entry, Exception::instruction_misaligned, target, t);
  finish(entry, behind, t + 1);
  if (target == entry.target) return;
  entry.target = target;
  entry.mispredicted = true;
  const bool in_region = entry.counted;
  const BranchPredictor::Checkpoint before = entry.before;
  squash(number + 1);
  in_region_ = in_region;
  predictor_.restore(before);
  predictor_.correct(i, entry.pc, target);
  redirect(target, t + 1 + configuration_.hart.mispredict_penalty);
}

// Traps where the address is misaligned, nowhere, or of a kind that refuses the access.
void OooHart::generate_address(WindowEntry& entry, Tick t) {
  const Instruction& i = entry.i;
  const QueuedAccess& access = queue_[entry.memory];
  const std::uint64_t address = entry.source[0] + static_cast<std::uint64_t>(std::int64_t{i.imm});
  const bool misaligned = (address & (i.width - 1u)) != 0;
  const Region* region = addresses_.find(address, i.width);
  const bool device = region != nullptr && region->kind != RegionKind::memory;
  const bool must_be_aligned = access.is_atomic() || access.aq || access.rl;
  if (misaligned && (must_be_aligned || device || !configuration_.hart.misaligned_in_hardware))
    return refuse(entry, acts_as_load(i) ? Exception::load_misaligned : Exception::store_misaligned, address, t);
  if (region == nullptr || (access.is_atomic() && !region->admits(access.op, i.width)))
    return refuse(entry, acts_as_load(i) ? Exception::load_access_fault : Exception::store_access_fault, address, t);
  queue_.set_address(entry.memory, address, device, t);
  store_may_retire(entry, t + 1);
}

// A plain store is done with once its address and its data are known.
void OooHart::store_may_retire(WindowEntry& entry, Tick t) {
  const QueuedAccess& access = queue_[entry.memory];
  if (access.kind != QueuedAccess::Kind::store || !access.addressed || access.alone || access.operands_missing > 0)
    return;
  entry.done = std::max({t, access.operands_at, now_ + 1});
  due(entry.done);
}

// Will trap when it retires.
void OooHart::refuse(WindowEntry& entry, Exception cause, std::uint64_t address, Tick t) {
  entry.traps = true;
  entry.cause = cause;
  entry.upper = address;
  entry.done = t + 1;
  due(t + 1);
}

void OooHart::posted(const QueuedAccess& access, Tick at) {
  window_[access.owner].done = at;
  due(at);
}

// The answer to a load or atomic, or to a store that something depends on.
void OooHart::performed(const QueuedAccess& access, const AccessResult& result) {
  if (access.kind == QueuedAccess::Kind::amo) account_.atomic_took(result.at - result.issued, access.counted);
  if (access.owner < window_.head()) {
    if (result.failed && late_fault_.at == kNever) late_fault_ = {result.at, access.pc, access.address};
    return;
  }
  WindowEntry& entry = window_[access.owner];
  entry.latency = result.latency;
  if (result.failed) {
    refuse(entry, acts_as_load(entry.i) ? Exception::load_access_fault : Exception::store_access_fault, access.address,
           result.at);
    return;
  }
  if (access.discards && entry.done != kNever) return;  // was posted
  std::uint64_t value = result.value[0];
  if (access.kind == QueuedAccess::Kind::store_conditional) {
    entry.failure = result.sc_success ? ScFailure::none : result.sc_failure;
    value = result.sc_success ? 0 : 1;
  } else if (access.bytes < 8 && !entry.i.is_unsigned) {
    value = sign_extend(value, access.bytes);
  }
  entry.upper = result.value[1];
  if (!entry.guessed) return finish(entry, value, result.at);
  entry.guessed = false;
  entry.done = result.at;
  due(result.at);
}

void OooHart::guessed(const QueuedAccess& access, Tick usable) {
  WindowEntry& entry = window_[access.owner];
  entry.guessed = true;
  publish(entry, access.guess, usable);
}

}  // namespace amoeba
