// LR and SC in the queue: a hart has one reservation, and each SC uses the one of its own LR.
#include "amoeba/cores/lsu/memory_queue.h"

namespace amoeba {

// A miss would compete with the SC's line and, where the SC fails, was for nothing. A hart with early atomics
// does not mind.
bool MemoryQueue::conditional_before(std::uint64_t position) const {
  if (configuration_.early_atomics) return false;
  for (Mask ages = older_than(position, unperformed_ & special_ & ~fences_); ages != 0; ages &= ages - 1)
    if ((*this)[head_ + static_cast<unsigned>(__builtin_ctzll(ages))].kind == Kind::store_conditional) return true;
  return false;
}

// The youngest older LR or SC among those in `places`.
std::uint64_t MemoryQueue::paired_before(std::uint64_t position, Mask places) const {
  for (Mask ages = older_than(position, places & special_ & ~fences_); ages != 0;) {
    const unsigned age = 63 - static_cast<unsigned>(__builtin_clzll(ages));
    if (pairs(head_ + age)) return head_ + age;
    ages &= ~(Mask{1} << age);
  }
  return kNowhere;
}

std::uint64_t MemoryQueue::paired_after(std::uint64_t position) const {
  std::uint64_t next = position + 1;
  while (next < tail_ && !pairs(next)) ++next;
  return next < tail_ ? next : kNowhere;
}

// In program order, or as a whole pair before older pairs of which none has begun. A younger pair may end what it has
// begun, unless its SC waits for a value, which may be that of the older LR: then it loses its reservation.
bool MemoryQueue::may_reserve(std::uint64_t position, Tick t) {
  if (open_pair_ != kNowhere && open_pair_ > position) return !ends_soon(open_pair_);
  const std::uint64_t older = paired_before(position, unperformed_);
  if (older == kNowhere) return true;
  return open_pair_ == kNowhere && at(older).kind == Kind::store_conditional && may_overtake(position, t);
}

bool MemoryQueue::ends_soon(std::uint64_t load_reserved) const {
  const std::uint64_t conditional = paired_after(load_reserved);
  return (unperformed_ & bit(load_reserved)) != 0 ||
         (conditional != kNowhere && (*this)[conditional].operands_missing == 0);
}

// Whether the LR's SC is known and nothing but the LR stands before it.
bool MemoryQueue::may_overtake(std::uint64_t load_reserved, Tick t) {
  const std::uint64_t next = paired_after(load_reserved);
  if (next >= certain_end_) return false;
  const QueuedAccess& conditional = at(next);
  if (conditional.op != AtomicOp::sc || !conditional.addressed || conditional.gives_up) return false;
  unperformed_ &= ~bit(load_reserved);
  const bool open = look_back(next, conditional, t).open;
  unperformed_ |= bit(load_reserved);
  return open;
}

void MemoryQueue::reserve(std::uint64_t position) {
  const std::uint64_t next = paired_after(position);
  const bool gave_up = next != kNowhere && at(next).kind == Kind::store_conditional && at(next).sampled;
  if (gave_up) return;
  reservation_ = Reservation::held;
  reserved_line_ = held_.line(at(position).address);
  open_pair_ = position;
}

// Whether the SC need not wait for its LR, or for the SC before it, any more.
bool MemoryQueue::has_reserved(std::uint64_t store_conditional) const {
  if (open_pair_ != kNowhere && open_pair_ > store_conditional) return false;
  const std::uint64_t before = paired_before(store_conditional, ~Mask{0});
  if (before == kNowhere || (unperformed_ & bit(before)) == 0) return true;
  return (*this)[before].kind == Kind::load_reserved && reservation_ == Reservation::held &&
         !configuration_.order.enforces(OrderRule::reservation_pair);
}

// Whether what the hart has reserved is for this SC.
bool MemoryQueue::reservation_serves(std::uint64_t store_conditional) const {
  const std::uint64_t before = paired_before(store_conditional, ~Mask{0});
  if (reservation_ != Reservation::held) return false;
  return before == kNowhere || before == open_pair_ || !configuration_.order.enforces(OrderRule::reservation_pair);
}

// Without an LR before it, or with a trap in between, it fails here and now.
void MemoryQueue::fail_store_conditional(std::uint64_t position, QueuedAccess& access, Tick t) {
  AccessResult result;
  result.issued = t;
  result.at = t + 1;
  result.sc_failure = reservation_ == Reservation::broken_by_trap ? ScFailure::trap : ScFailure::no_reservation;
  const std::uint64_t before = paired_before(position, ~Mask{0});
  const bool of_younger_pair = open_pair_ != kNowhere && open_pair_ > position;
  if (before == open_pair_ || (before == kNowhere && !of_younger_pair)) end_reservation();
  access.sampled = true;
  access.succeeded = false;
  access.since = access.performed = t;
  observe(position, {});
  complete(position);
  client_.performed(access, result);
}

void MemoryQueue::turn_into_load(std::uint64_t load_reserved) {
  QueuedAccess& load = at(load_reserved);
  load.kind = Kind::load;
  loads_ |= bit(load_reserved);
  if (!load.aq && !load.rl) special_ &= ~bit(load_reserved);
}

// Fails, though it may yet be squashed, without waiting for what a failed SC does not need. Its LR, unless under way,
// then is a mere load.
void MemoryQueue::give_up(std::uint64_t position, QueuedAccess& access, Tick t) {
  const std::uint64_t before = paired_before(position, ~Mask{0});
  if (before != kNowhere && (unperformed_ & bit(before)) != 0) {
    if (at(before).kind == Kind::store_conditional) return;
    const std::uint64_t earlier = paired_before(before, unperformed_);
    if (earlier != kNowhere && at(earlier).kind == Kind::load_reserved) return;
    if (at(before).addressed && !at(before).sent) turn_into_load(before);
  }
  fail_store_conditional(position, access, t);
}

}  // namespace amoeba
