// How the first-level cache serves a request: hits, the start of transactions, near atomics, LR/SC.
#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "amoeba/base/amo.h"
#include "amoeba/base/partial_word.h"
#include "amoeba/cache/l1_cache.h"

namespace amoeba {

using Kind = PortRequest::Kind;

CacheEvent L1Cache::atomic_event_of(const PortRequest& request, CacheState state) const {
  switch (request.kind) {
    case Kind::load:
    case Kind::store:
      break;
    case Kind::load_reserved:
      return parameters_.lr_acquires_unique && !is_unique(state) ? CacheEvent::modify : CacheEvent::load;
    case Kind::atomic:
      return executes_near(line_of(request.address), state) ? CacheEvent::modify : CacheEvent::far_atomic;
    case Kind::store_conditional:
      return CacheEvent::modify;
    case Kind::lrwait:
    case Kind::scwait:
      return CacheEvent::far_atomic;
  }
  return CacheEvent::load;
}

// Placement policies see the state in the tile. Not inlined: what is no atomic shall not pay for the calls.
[[gnu::noinline]] bool L1Cache::executes_near(std::uint64_t line, CacheState state) const {
  const Place place = place_of(parameters_.placement, line_state(l2_ == nullptr ? state : state_in_tile(line)));
  return place == Place::predicted ? predictor_.near(line) : place == Place::near;
}

void L1Cache::report_violation(CacheState state, CacheEvent event, std::uint64_t line) const {
  throw std::logic_error(std::string(name()) + ": protocol violation: " + amoeba::name(event) + " in state " +
                         amoeba::name(state) + " on line " + std::to_string(line));
}

L1Cache::Served L1Cache::serve(RequestSlot slot, Tick at) {
  PortRequest& request = requests_[slot];
  if (request.region->kind != RegionKind::memory) return serve_io(slot, at);
  if (at < request.due) return {Outcome::blocked};
  const std::uint64_t line = line_of(request.address);
  if (request.kind == Kind::store_conditional && mshr_of(line) == nullptr) {  // else its LR may still be pending
    const ScFailure reason = reservation_.check(request.address, request.bytes, at);
    if (reason != ScFailure::none) return fail_sc(slot, reason, at);
  }
  if (request.kind == Kind::load_reserved && request.due == 0 && reservation_.backoff() > 0)
    return postpone(slot, at + reservation_.backoff());

  Way* way = array_.find(line);
  if (way == nullptr || !is_stable(way->state)) {
    if (Mshr* mshr = mshr_of(line)) {
      if (mshr->targets.size() >= parameters_.mshr_targets) return {Outcome::blocked};
      if (mshr->prefetch) demand_prefetched(*way, mshr, request.counted(), at);
      mshr->targets.push_back(requests_, slot);
      ++statistics_.merged;
      return {Outcome::pending};
    }
    if (write_back_of(line) != nullptr) return {Outcome::blocked};
  }
  const CacheState state = way != nullptr ? way->state : CacheState::I;
  const CacheEvent event = event_of(request, state);
  const CacheTransition next = transition(state, event, line);
  if (!(next.actions & kHit)) return start(slot, way, event, next, at);
  way->state = next.next;
  array_.touch(*way);
  count_hit(request);
  const Tick begin = access_array(request, at);
  const Tick ready = begin + parameters_.hit_latency + perform(slot, *way, at);
  if (adaptive() && request.kind == Kind::atomic) predictor_.used_near(use_of(request, ready - at));
  if (way->prefetched) demand_prefetched(*way, nullptr, request.counted(), at);  // may take the way for another line
  return {Outcome::done, ready};
}

ReusePredictor::Atomic L1Cache::use_of(const PortRequest& request, Tick latency) const {
  ReusePredictor::Atomic use;
  use.line = line_of(request.address);
  use.latency = latency;
  use.posted = request.extension->discards_result;
  use.work = request.extension->work;
  return use;
}

void L1Cache::count_hit(const PortRequest& request) {
  const bool reads = request.kind == Kind::load || request.kind == Kind::load_reserved;
  const LeaseAccess kind = !reads                          ? LeaseAccess::write
                           : parameters_.instruction_cache ? LeaseAccess::fetch
                                                           : LeaseAccess::read;
  ++hit_record_.hits[static_cast<unsigned>(kind)];
}

L1Cache::Served L1Cache::postpone(RequestSlot slot, Tick until) {
  requests_[slot].due = until;
  post_timer(Timer::retry, slot, until);
  return {Outcome::blocked};
}

L1Cache::Served L1Cache::fail_sc(RequestSlot slot, ScFailure reason, Tick at) {
  AtomicExtension& extension = *requests_[slot].extension;
  extension.handled = true;
  extension.sc_success = false;
  extension.sc_failure = reason;
  extension.latency = {static_cast<std::uint32_t>(parameters_.hit_latency)};
  reservation_.finish(false);
  reservation_ended(at);
  return {Outcome::done, at + parameters_.hit_latency};
}

// Begins the transaction of cell `next`; blocked when an MSHR, a way or a write-back entry is missing.
L1Cache::Served L1Cache::start(RequestSlot slot, Way* way, CacheEvent event, const CacheTransition& next, Tick at) {
  const PortRequest& request = requests_[slot];
  const std::uint64_t line = line_of(request.address);
  if (l2_ != nullptr && way != nullptr && event == CacheEvent::far_atomic) return start_far_below(slot, *way, at);
  if (next.actions & kSendWriteBack) {
    write_back(*way, event, request.counted(), at);
    return {Outcome::blocked};
  }
  Mshr* mshr = free_mshr();
  if (mshr == nullptr) return {Outcome::blocked};
  if (next.actions & (kSendRead | kSendReadUnique)) {
    way = array_.victim(line);
    if (way == nullptr || !make_room(*way, request.counted(), at)) return {Outcome::blocked};
    way->line = line;
    array_.fill(*way);
    ++statistics_.misses;
  } else if (next.actions & kSendCleanUnique) {
    ++statistics_.upgrades;
  }
  const bool drops = (next.actions & kSendAtomic) && way != nullptr;
  if (drops) {
    CacheArray::free(*way);
    way = nullptr;
  }
  if (way != nullptr) way->state = next.next;
  mshr->line = line;
  ++busy_mshrs_;
  mshr->state = next.next;
  mshr->way = way;
  mshr->exclusive = request.kind == Kind::store_conditional;
  mshr->prefetch = false;
  mshr->since = at;
  mshr->targets.push_back(requests_, slot);
  if (adaptive() && request.kind == Kind::atomic) predictor_.decided(line, event == CacheEvent::modify);
  if (drops) lose(line, WithdrawReason::evicted, ScFailure::evicted, at);  // may answer a snoop from the new state
  send_request(*mshr, next.actions, slot, at + parameters_.tag_latency);
  if (next.actions & (kSendRead | kSendReadUnique)) train_prefetcher(line, request.counted(), at);
  return {Outcome::pending};
}

bool L1Cache::make_room(Way& way, bool counted, Tick at) {
  if (way.line == Way::kNoLine) return true;
  if (l2_ != nullptr) return hand_down(way, counted, at);
  if (transition(way.state, CacheEvent::replace, way.line).actions & (kSendWriteBack | kSendEvict)) {
    if (!write_back(way, CacheEvent::replace, counted, at)) return false;
  } else {
    const std::uint64_t line = way.line;
    CacheArray::free(way);
    lose(line, WithdrawReason::evicted, ScFailure::evicted, at);
  }
  ++statistics_.evictions;
  return true;
}

// Gives up a line that the home node must hear of: with its data, or, of a clean line, without.
bool L1Cache::write_back(Way& way, CacheEvent event, bool counted, Tick at) {
  WriteBack* const entry = write_back_of(Way::kNoLine);
  if (entry == nullptr) return false;
  const std::uint64_t line = way.line;
  LinePool& lines = scheduler_.lines();
  entry->line = line;
  const CacheTransition next = transition(way.state, event, line);
  const bool dirty = next.actions & kSendWriteBack;
  entry->state = next.next;
  if (dirty) entry->buffer = lines.acquire_copy(array_.bytes(way));
  entry->since = at;
  PooledMessage& message =
      message_to(around_.home_of(line), dirty ? Opcode::WriteBackFull : Opcode::Evict, line, counted);
  if (dirty || parameters_.evicts_with_data) message.buffer = lines.acquire_copy(array_.bytes(way));
  message.requester_tag = static_cast<std::uint16_t>(mshrs_.size() + (entry - write_backs_.data()));
  scheduler_.prefetch(message.destination, line);
  CacheArray::free(way);
  lose(line, WithdrawReason::evicted, ScFailure::evicted, at);
  around_.network.send(message, at + parameters_.tag_latency);
  statistics_.write_backs += dirty;
  return true;
}

// Moves the data of a request that the line can serve; returns what it adds to the latency.
Tick L1Cache::perform(RequestSlot slot, Way& way, Tick at) {
  PortRequest& request = requests_[slot];
  std::byte* bytes = array_.bytes(way) + (request.address - way.line);
  auto* data = reinterpret_cast<std::byte*>(request.payload->get_data_ptr());
  if (request.extension != nullptr) request.extension->latency = {static_cast<std::uint32_t>(parameters_.hit_latency)};
  switch (request.kind) {
    case Kind::load:
      if (by_doubleword(request)) {
        const std::uint64_t value = read_part(array_.bytes(way), request.address - way.line, request.bytes);
        std::memcpy(data, &value, sizeof value);
      } else {
        copy_enabled(request, data, bytes);
      }
      return 0;
    case Kind::store:
      if (by_doubleword(request)) {
        std::uint64_t value;
        std::memcpy(&value, data, sizeof value);
        write_part(array_.bytes(way), request.address - way.line, request.bytes, value);
      } else {
        copy_enabled(request, bytes, data);
      }
      notice_store(request, way, at);
      return merge_latency(request);
    case Kind::atomic: {
      count_atomic(request, true);
      const Tick extra = perform_atomic(request, bytes);
      notice_store(request, way, at);
      return extra;
    }
    case Kind::load_reserved:
      std::memcpy(data, bytes, request.bytes);
      request.extension->handled = true;
      reservation_.reserve(request.address, request.bytes, at);
      return 0;
    case Kind::store_conditional:
      std::memcpy(bytes, request.extension->operand.data(), request.bytes);
      request.extension->handled = true;
      request.extension->sc_success = true;
      request.extension->sc_failure = ScFailure::none;
      reservation_.finish(true);
      notice_store(request, way, at);
      reservation_ended(at);
      return merge_latency(request);
    case Kind::lrwait:
    case Kind::scwait:
      break;  // never here
  }
  return 0;
}

// The payloads of this cluster's harts have room for 16 bytes, whatever their length.
bool L1Cache::by_doubleword(const PortRequest& request) {
  return !request.foreign && in_doubleword(request.address, request.bytes) &&
         request.payload->get_byte_enable_ptr() == nullptr;
}

void L1Cache::copy_enabled(const PortRequest& request, std::byte* to, const std::byte* from) {
  const unsigned char* enables = request.payload->get_byte_enable_ptr();
  if (enables == nullptr) {
    std::memcpy(to, from, request.bytes);
    return;
  }
  const unsigned length = request.payload->get_byte_enable_length();
  for (unsigned i = 0; i < request.bytes; ++i)
    if (enables[i % length] == TLM_BYTE_ENABLED) to[i] = from[i];
}

Tick L1Cache::perform_atomic(PortRequest& request, std::byte* bytes) {
  AtomicExtension& extension = *request.extension;
  AtomicValue old{};
  std::memcpy(old.data(), bytes, request.bytes);
  const AtomicValue result = apply_atomic(extension.op, request.bytes, old, extension.operand, extension.compare);
  std::memcpy(bytes, result.data(), request.bytes);
  std::memcpy(request.payload->get_data_ptr(), old.data(), request.bytes);
  extension.handled = true;
  return parameters_.amo_latency;
}

void L1Cache::count_atomic(const PortRequest& request, bool near) {
  ++(near ? statistics_.near_atomics : statistics_.far_atomics);
  if (request.counted()) ++(near ? statistics_.near_atomics_counted : statistics_.far_atomics_counted);
}

void L1Cache::watch(std::uint64_t address, AgentId watcher) {
  watched_ = address;
  watcher_ = watcher;
}

// Tells the watcher the doubleword's new value.
void L1Cache::notice_store(const PortRequest& request, Way& way, Tick at) {
  if (watcher_ == kNoAgent || request.address >= watched_ + 8 || request.address + request.bytes <= watched_) return;
  PooledMessage& message = message_to(watcher_, Opcode::StoreNotice, watched_, false);
  std::memcpy(message.operand.data(), array_.bytes(way) + (watched_ - way.line), 8);
  around_.network.send(message, at + 1);
}

// Uncached accesses leave one at a time, in order.
L1Cache::Served L1Cache::serve_io(RequestSlot slot, Tick at) {
  const PortRequest& request = requests_[slot];
  if (io_request_ != kNoRequest) return {Outcome::blocked};
  io_request_ = slot;
  const Opcode opcode = request.is_atomic()           ? Opcode::AtomicNoSnp
                        : request.kind == Kind::store ? Opcode::WriteNoSnp
                                                      : Opcode::ReadNoSnp;
  PooledMessage& message = message_to(around_.io_bridge, opcode, request.address, request.counted());
  message.bytes = static_cast<std::uint8_t>(request.bytes);
  if (request.is_atomic()) {
    message.detail = static_cast<std::uint8_t>(request.extension->op);
    message.operand = request.extension->operand;
    message.compare = request.extension->compare;
  } else if (request.kind == Kind::store) {
    std::memcpy(message.operand.data(), request.payload->get_data_ptr(), request.bytes);
  }
  around_.network.send(message, at + parameters_.tag_latency);
  return {Outcome::pending};
}

// A lease for an access that would hit; refused while the port holds back requests, where each access must be seen, and
// for stores to a watched line.
Lease L1Cache::lease(std::uint64_t line, LeaseAccess access) {
  if (!stalled_.empty() || banks_.limits()) return {};
  Way* way = array_.find(line);
  if (way == nullptr || way->prefetched || !is_stable(way->state) || way->state == CacheState::I) return {};
  const bool writes = access == LeaseAccess::write;
  if (writes) {
    if (!is_unique(way->state) || line == line_of(watched_)) return {};
    way->state = transition(way->state, CacheEvent::modify, line).next;
  }
  if (adaptive()) predictor_.hit(line);
  const auto number = static_cast<std::uint8_t>(array_.number_of(*way));
  return {array_.bytes(*way), &hit_record_, array_.set_of_line(line), number, writes};
}

}  // namespace amoeba
