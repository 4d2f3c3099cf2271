// How a first-level cache lives above a private L2, which orders all that happens to a line in the tile.
#include <algorithm>
#include <cstring>

#include "amoeba/cache/l1_cache.h"
#include "amoeba/cache/private_l2.h"

namespace amoeba {

namespace {

CacheState stable_part(CacheState state) {
  switch (line_state(state)) {
    case LineState::I:
      return CacheState::I;
    case LineState::SC:
      return CacheState::SC;
    case LineState::UC:
      return CacheState::UC;
    case LineState::UD:
      return CacheState::UD;
    case LineState::SD:
      return CacheState::SD;
  }
  return CacheState::I;
}

}  // namespace

AgentId L1Cache::l2_agent() const {
  return l2_->id();
}

// Inside of the tile a request takes no more than the look-ups: a tick of the second one is its departure from the L2.
void L1Cache::send_to_l2(PooledMessage& message, Tick at) {
  message.kind = EventKind::delivery;
  scheduler_.post(message, at + l2_->tag_latency());
}

CacheState L1Cache::state_in_tile(std::uint64_t line) const {
  return l2_->state_of(line);
}

void L1Cache::reservation_ended(Tick at) {
  l2_ != nullptr ? l2_->reservation_ended(at) : release_held_snoop(at);
}

// Gives a victim to the L2; false when it has to wait. What the L2 holds as well needs no transfer unless it is dirty.
bool L1Cache::hand_down(Way& way, bool counted, Tick at) {
  const std::uint64_t line = way.line;
  if (!parameters_.instruction_cache && (is_dirty(way.state) || !l2_->holds(line))) {
    WriteBack* entry = write_back_of(Way::kNoLine);
    if (entry == nullptr) return false;
    entry->line = line;
    entry->state = way.state;
    entry->buffer = scheduler_.lines().acquire_copy(array_.bytes(way));
    entry->since = at;
    PooledMessage& message = message_to(l2_->id(), Opcode::WriteBackFull, line, counted);
    message.requester_tag = static_cast<std::uint16_t>(entry - write_backs_.data());
    send_to_l2(message, at + parameters_.tag_latency);
    statistics_.write_backs += is_dirty(way.state);
  }
  CacheArray::free(way);
  lose(line, WithdrawReason::evicted, ScFailure::evicted, at);
  ++statistics_.evictions;
  return true;
}

// Before a far atomic the L2 gives the line up for the tile.
L1Cache::Served L1Cache::start_far_below(RequestSlot slot, Way& way, Tick at) {
  const std::uint64_t line = way.line;
  if (!hand_down(way, requests_[slot].counted(), at) || write_back_of(line) != nullptr) return {Outcome::blocked};
  const CacheTransition next = transition(CacheState::I, CacheEvent::far_atomic, line);
  return start(slot, nullptr, CacheEvent::far_atomic, next, at);
}

L1Cache::Copy L1Cache::copy_of(std::uint64_t line) {
  if (Way* way = array_.find(line); way != nullptr && is_readable(way->state))
    return {stable_part(way->state), array_.bytes(*way), false, is_stable(way->state)};
  if (WriteBack* entry = write_back_of(line); entry != nullptr && entry->state != CacheState::I)
    return {entry->state, scheduler_.lines().data(entry->buffer), true, false};
  return {};
}

L1Cache::Copy L1Cache::victim(unsigned tag) {
  WriteBack& entry = write_backs_.at(tag);
  return {entry.state, scheduler_.lines().data(entry.buffer), true, false};
}

void L1Cache::victim_taken(unsigned tag, Tick at) {
  WriteBack& entry = write_backs_.at(tag);
  scheduler_.lines().release(entry.buffer);
  entry = WriteBack{};
  retry_stalled(at);
}

void L1Cache::take_over(std::uint64_t line, CacheState state) {
  array_.find(line)->state = state;
}

void L1Cache::take_back(std::uint64_t line, CacheState kept, bool evicted, Tick at) {
  if (WriteBack* entry = write_back_of(line)) entry->state = kept;
  Way* way = array_.find(line);
  if (way == nullptr || !is_readable(way->state)) return;
  ++statistics_.snoops;
  if (kept != CacheState::I) {
    const bool writable = is_unique(way->state);
    if (is_stable(way->state)) way->state = kept;
    if (writable && adaptive()) predictor_.lost(line);
    if (writable && holder_ != nullptr) holder_->withdraw(line, WithdrawReason::snooped_shared, at);
    return;
  }
  if (is_stable(way->state)) {
    CacheArray::free(*way);
  } else {  // its upgrade now needs the data
    way->state = mshr_of(line)->state = CacheState::I_unique;
  }
  lose(line, evicted ? WithdrawReason::evicted : WithdrawReason::snooped_unique,
       evicted ? ScFailure::evicted : ScFailure::snooped, at);
}

void L1Cache::take_grant(unsigned tag, CacheState granted, const std::byte* bytes, const Message& timing) {
  Mshr& mshr = mshrs_.at(tag);
  if (bytes != nullptr) std::memcpy(array_.bytes(*mshr.way), bytes, line_bytes());
  if (timing.source != l2_->id()) {
    learn_reuse(mshr, timing);
  } else if (adaptive()) {
    predictor_.unreported(mshr.line, static_cast<std::int8_t>(timing.state));
  }
  mshr.state = mshr.way->state = granted;
  if (granted == CacheState::I) CacheArray::free(*mshr.way);
  complete(mshr, timing);
}

void L1Cache::take_atomic(unsigned tag, const Message& message) {
  Mshr& mshr = mshrs_.at(tag);
  learn_reuse(mshr, message);
  finish_far(mshr, message);
}

}  // namespace amoeba
