// How operations of the queue are performed: by leases, by forwarding, by requests through the port.
#include <algorithm>
#include <cstring>

#include "amoeba/cores/lsu/memory_queue.h"

namespace amoeba {

namespace {

std::uint64_t low_bytes(const std::byte* from, unsigned bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, from, bytes);
  return value;
}

// All bits of the bytes that have a bit in `bytes`.
std::uint64_t spread(unsigned bytes) {
  std::uint64_t bits = 0;
  for (; bytes != 0; bytes &= bytes - 1) bits |= std::uint64_t{0xff} << 8 * __builtin_ctz(bytes);
  return bits;
}

}  // namespace

void MemoryQueue::advance(Tick t) {
  if (t < attempt_) return;
  attempt_ = kNever;
  settle(t);
  loads_left_ = configuration_.load_ports;
  for (Mask ages = by_age(candidates_); ages != 0; ages &= ages - 1) {
    const std::uint64_t position = head_ + static_cast<unsigned>(__builtin_ctzll(ages));
    if ((candidates_ & bit(position)) != 0) attempt(position, t);
  }
  trim();
}

void MemoryQueue::settle(Tick t) {
  for (Mask places = settling_; places != 0; places &= places - 1) {
    const auto place = static_cast<unsigned>(__builtin_ctzll(places));
    if (entries_[place].performed > t) {
      try_again(entries_[place].performed);
    } else {
      complete(head_ + (place - head_) % kMost);
    }
  }
}

// Performed: nothing waits for it any more.
void MemoryQueue::complete(std::uint64_t position) {
  const QueuedAccess& access = at(position);
  const Mask keep = ~bit(position);
  unperformed_ &= keep;
  settling_ &= keep;
  candidates_ &= keep;
  if (access.writes()) --store_count_;
  if (access.kind == Kind::store && position < retired_) --buffered_;
}

// Will be performed at a tick that is known.
void MemoryQueue::expect(std::uint64_t position, Tick performed) {
  at(position).performed = performed;
  settling_ |= bit(position);
  candidates_ &= ~bit(position);
  try_again(performed);
}

void MemoryQueue::trim() {
  for (; head_ < retired_; ++head_) {
    const Mask place = bit(head_);
    if ((unperformed_ & ~fences_ & place) != 0) return;
    if (observer_ != nullptr) observer_->passed(event_of(head_));
    for (Mask* mask : {&unperformed_, &fences_, &stores_, &special_}) *mask &= ~place;
  }
}

void MemoryQueue::attempt(std::uint64_t position, Tick t) {
  QueuedAccess& access = at(position);
  const Tick ready = std::max(access.ready, access.operands_at);
  if (ready > t) {
    try_again(ready);
  } else if (access.alone) {
    try_alone(position, access, t);
  } else if (access.kind == Kind::load) {
    try_load(position, access, t);
  } else if (access.kind == Kind::store) {
    try_store(position, access, t);
  } else {
    try_atomic(position, access, t);
  }
}

// ------------------------------------------------------------------------------------------------ loads and stores

void MemoryQueue::try_load(std::uint64_t position, QueuedAccess& access, Tick t) {
  if (loads_left_ == 0) return try_again(t + 1);
  const LookBack seen = look_back(position, access, t);
  if (!seen.open) return try_again(seen.until);
  AccessResult result;
  if (seen.covered == (1u << access.bytes) - 1) {
    access.forwarded_from = seen.from + 1;
    result.value[0] = seen.value;
  } else if (const Lease* lease = read_lease(access.address)) {
    lease->record(LeaseAccess::read);
    access.merged = seen.covered != 0;
    const std::uint64_t read = low_bytes(lease->bytes + held_.offset(access.address), access.bytes);
    result.value[0] = seen.value | (read & ~spread(seen.covered));
  } else if (seen.covered != 0) {
    return;  // the store brings the line
  } else {
    if (!conditional_before(position) && send(position, access, t)) --loads_left_;
    return;
  }
  --loads_left_;
  if (misguessed(access, result.value[0], t)) return;
  access.sampled = true;
  access.since = access.performed = t;
  observe(position, result.value);
  complete(position);
  result.issued = t;
  result.at = t + hit_latency_;
  client_.performed(access, result);
}

void MemoryQueue::guess(QueuedAccess& access, Tick t) {
  access.guess = random_.below(2) == 0 ? 0 : likely_value_;
  access.guessed = true;
  client_.guessed(access, t + 1);
}

// When the value is known.
bool MemoryQueue::misguessed(QueuedAccess& access, std::uint64_t value, Tick t) {
  if (!access.guessed) return false;
  if (value != 0) likely_value_ = value;
  if (access.guess == value) return false;
  client_.replay(access.owner, t);
  return true;
}

void MemoryQueue::try_store(std::uint64_t position, QueuedAccess& access, Tick t) {
  const bool certain = position < retired_ || (configuration_.early_stores && position < certain_end_);
  if (!certain || (!configuration_.relaxed_drain && older_than(position, unperformed_ & stores_) != 0)) return;
  const std::uint64_t line = held_.line(access.address);
  const bool joins = configuration_.write_combining && line == drained_line_ && t == drained_at_;
  if (drain_at_ > t && !joins) return try_again(drain_at_);
  if (!look_back(position, access, t).open) return;
  const Lease* lease = write_lease(access.address);
  if (lease == nullptr) {
    if (send(position, access, t)) drain_at_ = std::max(drain_at_, t + 1);
    return;
  }
  lease->record(LeaseAccess::write);
  std::memcpy(lease->bytes + held_.offset(access.address), &access.operand[0], access.bytes);
  drain_at_ = std::max(drain_at_, t + 1 + (access.bytes < ecc_granule_ ? ecc_latency_ : 0));
  drained_line_ = line;
  drained_at_ = t;
  drain_latency_ = {};
  access.since = access.performed = t;
  observe(position, {});
  complete(position);
}

// Device accesses and what crosses a line: the oldest instruction, nothing else under way, part after part.
void MemoryQueue::try_alone(std::uint64_t position, QueuedAccess& access, Tick t) {
  if (position >= oldest_end_ || older_than(position, unperformed_ & ~fences_) != 0) return;
  send(position, access, t);
}

// --------------------------------------------------------------------------------------------------------- atomics

void MemoryQueue::try_atomic(std::uint64_t position, QueuedAccess& access, Tick t) {
  if (access.gives_up) return give_up(position, access, t);
  if (position >= (configuration_.early_atomics ? certain_end_ : oldest_end_)) return;
  if (!atomics_allow(position) || !look_back(position, access, t).open) return;
  if (access.kind == Kind::load_reserved && !may_reserve(position, t)) return;
  if (access.kind == Kind::store_conditional && !has_reserved(position)) return;
  if (access.op == AtomicOp::sc && !reservation_serves(position)) return fail_store_conditional(position, access, t);
  if (access.op == AtomicOp::lr) reservation_ = Reservation::none;
  if (!send(position, access, t)) return;
  if (access.op == AtomicOp::lr) reserve(position);
  if (access.discards) client_.posted(access, t + 1);
}

// So many AMOs and SCs are under way at once.
bool MemoryQueue::atomics_allow(std::uint64_t position) const {
  unsigned under_way = 0;
  for (Mask ages = older_than(position, unperformed_ & special_ & ~fences_); ages != 0; ages &= ages - 1) {
    const QueuedAccess& before = (*this)[head_ + static_cast<unsigned>(__builtin_ctzll(ages))];
    under_way += before.is_atomic() && before.kind != Kind::load_reserved;
  }
  return under_way < configuration_.outstanding_atomics;
}

// ---------------------------------------------------------------------------------------------------------- leases

const Lease* MemoryQueue::read_lease(std::uint64_t address) {
  const Lease* held = held_.readable(address, 1);
  return held != nullptr ? held : new_lease(address, LeaseAccess::read);
}

const Lease* MemoryQueue::write_lease(std::uint64_t address) {
  const Lease* held = held_.writable(address, 1);
  return held != nullptr ? held : new_lease(address, LeaseAccess::write);
}

const Lease* MemoryQueue::new_lease(std::uint64_t address, LeaseAccess access) {
  const std::uint64_t line = held_.line(address);
  const Lease lease = leases_.lease(line, access);
  if (!lease) return nullptr;
  held_.insert(line, lease);
  return held_.readable(address, 1);
}

// ------------------------------------------------------------------------------------------------------ observation

MemoryEvent MemoryQueue::event_of(std::uint64_t position) const {
  const QueuedAccess& access = (*this)[position];
  MemoryEvent event;
  event.hart = configuration_.hart_id;
  event.number = position;
  event.access = access.ordered();
  event.is_fence = access.kind == Kind::fence;
  event.fence = access.fence;
  event.reserves = access.kind == Kind::load_reserved;
  event.device = access.alone;
  event.op = access.op;
  event.address = access.address;
  event.bytes = access.bytes;
  event.forwarded = access.forwarded_from != 0 || access.merged;
  event.succeeded = access.succeeded;
  event.operand = access.operand;
  event.compare = access.compare;
  event.from = access.since;
  event.until = access.performed;
  return event;
}

void MemoryQueue::observe(std::uint64_t position, const AtomicValue& read) {
  if (observer_ == nullptr) return;
  MemoryEvent event = event_of(position);
  event.read = read;
  observer_->bound(event);
}

// -------------------------------------------------------------------------------------------------------- the port

bool MemoryQueue::send(std::uint64_t position, QueuedAccess& access, Tick t) {
  if (port_.blocked()) return false;
  if (port_free_ > t) {
    try_again(port_free_);
    return false;
  }
  // While the request is pending the line may be read old: what follows on it must queue behind.
  held_.drop(held_.line(access.address));
  tlm::tlm_generic_payload* payload = port_.pool().acquire();
  fill(*payload, access, t);
  access.sent = true;
  access.since = t;
  candidates_ &= ~bit(position);
  flights_.push_back({payload, position, t});
  port_.send(*payload, t);
  return true;
}

void MemoryQueue::fill(tlm::tlm_generic_payload& payload, const QueuedAccess& access, Tick t) {
  const bool write = access.kind == Kind::store;
  const auto in_line = static_cast<unsigned>(line_bytes_ - access.address % line_bytes_);
  const unsigned first = std::min<unsigned>(access.bytes, in_line);
  const unsigned bytes = access.part == 0 ? first : access.bytes - first;
  port_.pool().prepare(payload, write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND,
                       access.address + (access.part == 0 ? 0 : first), bytes);
  AtomicValue operand = access.operand;
  if (access.part != 0) operand[0] >>= 8 * first;
  if (write) std::memcpy(payload.get_data_ptr(), operand.data(), sizeof operand);
  AtomicExtension& extension = port_.extension(payload);
  extension.kind = access.is_atomic() ? AtomicExtension::Kind::atomic : AtomicExtension::Kind::plain;
  extension.op = access.op;
  extension.discards_result = access.discards;
  extension.counted = access.counted;
  extension.hart = configuration_.hart_id;
  extension.work = client_.work(t);
  extension.operand = operand;
  extension.compare = access.compare;
}

void MemoryQueue::responded(tlm::tlm_generic_payload& payload, Tick at, bool later) {
  const auto found =
      std::find_if(flights_.begin(), flights_.end(), [&](const Flight& f) { return f.payload == &payload; });
  const Flight flight = *found;
  flights_.erase(found);
  const AtomicExtension& extension = port_.extension(payload);
  AccessResult result;
  result.at = at;
  result.issued = flight.since;
  result.latency = extension.latency;
  result.sc_success = extension.sc_success;
  result.sc_failure = extension.sc_failure;
  result.failed = payload.is_response_error();
  if (flight.position != kNowhere) {
    QueuedAccess& access = this->at(flight.position);
    result.failed = result.failed || (access.is_atomic() && !extension.handled);
    if (!payload.is_write()) std::memcpy(result.value.data(), payload.get_data_ptr(), payload.get_data_length());
    payload.release();
    finish(flight.position, access, result);
  } else {
    payload.release();
  }
  if (later) client_.resume(at);
}

void MemoryQueue::finish(std::uint64_t position, QueuedAccess& access, AccessResult& result) {
  if (crosses_line(access.address, access.bytes) && !result.failed) {
    const unsigned first = static_cast<unsigned>(line_bytes_ - access.address % line_bytes_);
    if (access.part == 0) {  // the other part follows
      access.part = 1;
      access.first_part = result.value[0];
      access.ready = result.at;
      candidates_ |= bit(position);
      return try_again(result.at);
    }
    result.value[0] = access.first_part | result.value[0] << 8 * first;
  }
  if (misguessed(access, result.value[0], result.at)) return;
  access.sampled = true;
  access.succeeded = access.op != AtomicOp::sc || !access.is_atomic() || result.sc_success;
  expect(position, result.at);
  if (!result.failed) observe(position, result.value);
  if (access.op == AtomicOp::lr && access.is_atomic()) reservation_lost_ = kNever;
  if (access.op == AtomicOp::sc && access.is_atomic()) end_reservation();
  if (access.kind == Kind::store) drain_latency_ = result.latency;
  if (access.kind != Kind::store || access.alone || result.failed) client_.performed(access, result);
}

void MemoryQueue::accepted(Tick at) {
  port_free_ = at;
  try_again(at);
  client_.resume(at);
}

}  // namespace amoeba
