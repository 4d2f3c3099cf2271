// How the first-level cache handles messages: snoops, completions of its own transactions, timers.
#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "amoeba/cache/l1_cache.h"
#include "amoeba/cache/message_events.h"
#include "amoeba/cache/private_l2.h"

namespace amoeba {

void L1Cache::post_timer(Timer timer, RequestSlot slot, Tick at) {
  Message message;
  message.kind = EventKind::timer;
  message.source = message.destination = message.requester = id_;
  message.detail = static_cast<std::uint8_t>(timer);
  message.tag = slot;
  scheduler_.post(message, at);
}

namespace {

Opcode far_opcode(const AtomicExtension& extension) {
  if (extension.op == AtomicOp::lrwait) return Opcode::LrWait;
  if (extension.op == AtomicOp::scwait) return Opcode::ScWait;
  if (extension.discards_result && extension.op != AtomicOp::cas) return Opcode::AtomicStore;
  if (extension.op == AtomicOp::swap) return Opcode::AtomicSwap;
  return extension.op == AtomicOp::cas ? Opcode::AtomicCompare : Opcode::AtomicLoad;
}

}  // namespace

void L1Cache::send_request(const Mshr& mshr, unsigned actions, RequestSlot slot, Tick at) {
  const PortRequest& request = requests_[slot];
  Opcode opcode = parameters_.instruction_cache ? Opcode::ReadClean : Opcode::ReadShared;
  if (actions & kSendReadUnique) opcode = Opcode::ReadUnique;
  if (actions & kSendCleanUnique) opcode = Opcode::CleanUnique;
  if (actions & kSendAtomic) opcode = far_opcode(*request.extension);
  PooledMessage& message = message_to(below(mshr.line), opcode, mshr.line, request.counted());
  message.exclusive = mshr.exclusive;
  message.requester_tag = static_cast<std::uint16_t>(&mshr - mshrs_.data());
  if (actions & kSendAtomic) {
    message.address = request.address;
    message.bytes = static_cast<std::uint8_t>(request.bytes);
    message.detail = static_cast<std::uint8_t>(request.extension->op);
    message.operand = request.extension->operand;
    message.compare = request.extension->compare;
    if (request.kind == PortRequest::Kind::atomic) count_atomic(request, false);
  }
  if (adaptive()) report_reuse(message, mshr.line);
  scheduler_.prefetch(message.destination, mshr.line);
  send_below(message, at);
}

void L1Cache::handle_retry(const Message& message) {
  if (PooledMessage* request = take_retry(refused_, mshrs_, message, scheduler_))
    around_.network.send(*request, message.time + parameters_.tag_latency);
}

void L1Cache::receive(Message& message) {
  if (message.kind == EventKind::timer) {
    handle_timer(message);
    return;
  }
  switch (static_cast<Opcode>(message.opcode)) {
    case Opcode::SnpShared:
    case Opcode::SnpUnique:
    case Opcode::SnpSharedFwd:
    case Opcode::SnpUniqueFwd:
    case Opcode::SnpQuery:
      handle_snoop(message, message.time);
      break;
    case Opcode::Comp:
    case Opcode::CompData:
      if (message.source == around_.io_bridge) {
        handle_io_response(message);
      } else {
        handle_response(message);
      }
      break;
    case Opcode::RetryAck:
    case Opcode::PCrdGrant:
      handle_retry(message);
      break;
    default:
      throw std::logic_error(std::string(name()) + ": unexpected message " +
                             amoeba::name(static_cast<Opcode>(message.opcode)));
  }
}

void L1Cache::handle_timer(const Message& message) {
  switch (static_cast<Timer>(message.detail)) {
    case Timer::release_snoop:
      release_held_snoop(message.time);
      break;
    case Timer::retry:
      retry_stalled(message.time);
      break;
  }
}

void L1Cache::handle_snoop(const Message& message, Tick at) {
  ++statistics_.snoops;
  const Tick resists = reservation_.resists_until(message.address, line_bytes());
  if (at < resists && !snoop_held_) {
    const Way* way = array_.find(message.address);
    if (way != nullptr && is_unique(way->state)) {
      ++statistics_.snoops_held;
      held_snoop_ = message;
      held_until_ = resists;
      snoop_held_ = true;
      post_timer(Timer::release_snoop, 0, resists);
      return;
    }
  }
  answer_snoop(message, at);
}

// Answers the snoop that waited for the reservation, once that has ended or the window has: a hart that renews its
// reservation again and again does not prolong the window. The timer of an earlier hold finds nothing to do.
void L1Cache::release_held_snoop(Tick at) {
  if (!snoop_held_ || (reservation_.valid() && at < held_until_)) return;
  snoop_held_ = false;
  answer_snoop(held_snoop_, at);
}

void L1Cache::answer_snoop(const Message& snoop, Tick at) {
  const std::uint64_t line = snoop.address;
  Way* way = array_.find(line);
  const bool settled = way != nullptr && is_stable(way->state);  // then no transaction is under way
  WriteBack* entry = settled ? nullptr : write_back_of(line);
  Mshr* mshr = settled ? nullptr : mshr_of(line);
  CacheState state = CacheState::I;
  if (way != nullptr) {
    state = way->state;
  } else if (entry != nullptr) {
    state = entry->state;
  } else if (mshr != nullptr) {
    state = mshr->state;
  }
  const CacheEvent event = snoop_event(static_cast<Opcode>(snoop.opcode));
  const CacheTransition next = transition(state, event, line);
  PooledMessage& answer =
      snoop_response(message_to(snoop.source, Opcode::SnpResp, line, snoop.counted), snoop, next.next);
  if (next.actions & kRespondData) {
    answer.opcode = static_cast<std::uint8_t>(Opcode::SnpRespData);
    const std::byte* bytes = way != nullptr ? array_.bytes(*way) : scheduler_.lines().data(entry->buffer);
    answer.buffer = scheduler_.lines().acquire_copy(bytes);
  }
  if (next.actions & kForward) {
    answer.opcode =
        static_cast<std::uint8_t>(answer.buffer != kNoBuffer ? Opcode::SnpRespDataFwded : Opcode::SnpRespFwded);
    forward(snoop, *way, forwarded_state(state, event), at);
  }
  if (mshr != nullptr) mshr->state = next.next;
  if (way != nullptr) {
    way->state = next.next;
    if (next.next == CacheState::I) CacheArray::free(*way);
  } else if (entry != nullptr) {
    entry->state = next.next;
  }
  if (next.actions & kLose) lose(line, WithdrawReason::snooped_unique, ScFailure::snooped, at);
  if (next.actions & kLoseUnique) {
    if (adaptive()) predictor_.lost(line);
    if (holder_ != nullptr) holder_->withdraw(line, WithdrawReason::snooped_shared, at);
  }
  around_.network.send(answer, at + parameters_.snoop_latency);
}

// Gives the requester of a transaction the line; it will acknowledge to the home node.
void L1Cache::forward(const Message& snoop, const Way& way, LineState granted, Tick at) {
  PooledMessage& data =
      forwarded_data(message_to(snoop.requester, Opcode::CompData, snoop.address, snoop.counted), snoop);
  data.state = static_cast<std::uint8_t>(granted);
  data.buffer = scheduler_.lines().acquire_copy(array_.bytes(way));
  around_.network.send(data, at + parameters_.snoop_latency);
  ++statistics_.forwards;
}

void L1Cache::lose(std::uint64_t line, WithdrawReason reason, ScFailure failure, Tick at) {
  if (adaptive()) predictor_.lost(line);
  if (holder_ != nullptr) holder_->withdraw(line, reason, at);
  if (reservation_.lose(line, line + line_bytes(), failure)) reservation_ended(at);
}

void L1Cache::handle_response(Message& message) {
  const std::uint64_t line = line_of(message.address);
  const std::size_t tag = message.requester_tag;
  if (tag >= mshrs_.size()) {
    handle_write_back_done(write_backs_.at(tag - mshrs_.size()), message);
    return;
  }
  Mshr* mshr = &mshrs_[tag];
  if (mshr->line != line)
    throw std::logic_error(std::string(name()) + ": a completion for a line without a transaction");
  const CacheEvent event = completion_event(message);
  const CacheTransition next = transition(mshr->state, event, line);
  if (next.actions & kFill) copy_line(array_.bytes(*mshr->way), scheduler_.lines().data(message.buffer), line_bytes());
  if (message.buffer != kNoBuffer) scheduler_.lines().release(message.buffer);
  if (next.actions & kAcknowledge) {
    PooledMessage& ack = message_to(around_.home_of(line), Opcode::CompAck, line, message.counted);
    ack.tag = message.tag;
    around_.network.send(ack, message.time + parameters_.snoop_latency);
  }
  learn_reuse(*mshr, message);
  mshr->state = next.next;
  if (mshr->way != nullptr) {
    mshr->way->state = next.next;
    if (next.next == CacheState::I) CacheArray::free(*mshr->way);
  }
  if (event == CacheEvent::data_atomic) {
    finish_far(*mshr, message);
  } else {
    complete(*mshr, message);
  }
}

// What the predictor tells the home node.
void L1Cache::report_reuse(Message& request, std::uint64_t line) {
  request.state = static_cast<std::uint8_t>(predictor_.report(line));
  request.bias = predictor_.bias();
}

// What the home node answers; of a line, if an atomic has asked for it.
void L1Cache::learn_reuse(const Mshr& mshr, const Message& message) {
  if (!adaptive()) return;
  predictor_.adjust(message.bias);
  if (!mshr.targets.empty() && requests_[mshr.targets.front()].kind == PortRequest::Kind::atomic)
    predictor_.learn(mshr.line, ReuseHint::unpack(message.detail).confidence);
}

// Serves what waited for the line, in port order. A request that the new state cannot serve goes back to the head of
// the port, with all behind it, and starts a transaction of its own.
void L1Cache::complete(Mshr& mshr, const Message& message) {
  const Tick at = message.time;
  const RequestSlot first = mshr.targets.front();
  while (!mshr.targets.empty()) {
    const RequestSlot slot = mshr.targets.front();
    PortRequest& request = requests_[slot];
    const ScFailure refusal = request.kind == PortRequest::Kind::store_conditional
                                  ? reservation_.check(request.address, request.bytes, at)
                                  : ScFailure::none;
    if (refusal != ScFailure::none) {
      mshr.targets.pop_front(requests_);
      fail_sc(slot, refusal, at);
      finish(slot, message, at + parameters_.fill_latency);
      continue;
    }
    Way* way = mshr.way;
    if (way == nullptr || way->line != mshr.line) break;
    const CacheTransition next = transition(way->state, event_of(request, way->state), mshr.line);
    if (!(next.actions & kHit)) break;
    way->state = next.next;
    array_.touch(*way);
    mshr.targets.pop_front(requests_);
    const Tick ready = at + parameters_.fill_latency + perform(slot, *way, at);
    if (adaptive() && request.kind == PortRequest::Kind::atomic)
      predictor_.used_near(slot == first ? use_of(request, ready - mshr.since, message)
                                         : use_of(request, parameters_.hit_latency + parameters_.amo_latency));
    finish(slot, message, ready);
  }
  free_mshr(mshr, at);
}

void L1Cache::finish_far(Mshr& mshr, const Message& message) {
  const RequestSlot slot = mshr.targets.front();
  PortRequest& request = requests_[slot];
  mshr.targets.pop_front(requests_);
  request.extension->handled = true;
  if (request.kind == PortRequest::Kind::scwait) {
    request.extension->sc_success = !message.failed;
    request.extension->sc_failure = message.failed ? ScFailure::no_reservation : ScFailure::none;
  } else {
    std::memcpy(request.payload->get_data_ptr(), message.operand.data(), request.bytes);
  }
  if (adaptive() && request.kind == PortRequest::Kind::atomic)
    predictor_.used_far(use_of(request, message.time + parameters_.fill_latency - mshr.since, message));
  finish(slot, message, message.time + parameters_.fill_latency);
  free_mshr(mshr, message.time);
}

// An atomic that a transaction has served.
ReusePredictor::Atomic L1Cache::use_of(const PortRequest& request, Tick latency, const Message& completion) const {
  ReusePredictor::Atomic use = use_of(request, latency);
  use.queued = std::min<Tick>(completion.queued, latency);  // a private L2 may have asked earlier, for another
  use.again = ReuseHint::unpack(completion.detail).again;
  use.found = ReuseHint::unpack(completion.detail).peer ? ReusePredictor::Found::peer : ReusePredictor::Found::slice;
  if (completion.memory > 0) use.found = ReusePredictor::Found::memory;
  return use;
}

// Back to the head of the port.
void L1Cache::stall_again(RequestList& targets) {
  RequestSlot slot = targets.front();
  for (unsigned left = targets.size(); left > 0; --left, slot = requests_[slot].next) {
    --outstanding_;
    outstanding_acquires_ -= requests_[slot].acquires();
  }
  stalled_.prepend(requests_, targets);
}

void L1Cache::free_mshr(Mshr& mshr, Tick at) {
  if (!mshr.targets.empty()) stall_again(mshr.targets);
  mshr.line = Way::kNoLine;
  --busy_mshrs_;
  mshr.way = nullptr;
  if (!stalled_.empty()) retry_stalled(at);
}

// Splits the latency of a finished request by where the transaction spent it, and responds.
void L1Cache::finish(RequestSlot slot, const Message& message, Tick ready) {
  PortRequest& request = requests_[slot];
  if (request.extension != nullptr) {
    Tick rest = ready - std::min(ready, request.entered);
    const auto take = [&rest](Tick share) {
      const Tick taken = std::min(rest, share);
      rest -= taken;
      return static_cast<std::uint32_t>(taken);
    };
    LatencyBreakdown& latency = request.extension->latency;
    latency.memory = take(message.memory);
    latency.interconnect = take(message.network);
    latency.cache = take(parameters_.tag_latency + parameters_.fill_latency);
    latency.home = take(rest);
  }
  --outstanding_;
  outstanding_acquires_ -= request.acquires();
  respond(slot, ready);
}

void L1Cache::handle_write_back_done(WriteBack& entry, const Message& message) {
  transition(entry.state, CacheEvent::comp, entry.line);
  if (entry.buffer != kNoBuffer) scheduler_.lines().release(entry.buffer);
  entry = WriteBack{};
  retry_stalled(message.time);
}

void L1Cache::handle_io_response(const Message& message) {
  const RequestSlot slot = io_request_;
  io_request_ = kNoRequest;
  PortRequest& request = requests_[slot];
  if (request.kind != PortRequest::Kind::store)
    std::memcpy(request.payload->get_data_ptr(), message.operand.data(), request.bytes);
  if (request.is_atomic()) request.extension->handled = !message.failed;
  request.failed = message.failed;
  finish(slot, message, message.time + parameters_.fill_latency);
  retry_stalled(message.time);
}

void L1Cache::reset(std::uint64_t seed) {
  array_.clear(seed, id_);
  reservation_.reset();
  banks_.reset();
  prefetcher_.reset();
  predictor_.reset();
  for (PortRequest& request : requests_)
    if (request.payload != nullptr && request.payload->has_mm()) request.payload->release();
  requests_.clear();
  free_requests_.clear();
  mshrs_.assign(mshrs_.size(), Mshr{});
  busy_mshrs_ = 0;
  refused_.assign(refused_.size(), RefusedRequest{});
  write_backs_.assign(write_backs_.size(), WriteBack{});
  stalled_.clear();
  responses_.clear();
  responding_ = snoop_held_ = false;
  outstanding_ = outstanding_acquires_ = 0;
  last_entry_ = 0;
  io_request_ = kNoRequest;
  watched_ = ~std::uint64_t{0};
  watcher_ = kNoAgent;
  statistics_ = L1Statistics{};
  hit_record_.hits = {};
}

void L1Cache::serialize(Archive& archive) {
  archive(array_, reservation_, banks_, prefetcher_, predictor_, last_entry_, statistics_, hit_record_.hits, watched_,
          watcher_);
  hit_record_.recency = array_.recency();
}

std::byte* L1Cache::debug_bytes(std::uint64_t line, bool& dirty) {
  dirty = false;
  if (Way* way = array_.find(line); way != nullptr && is_readable(way->state)) {
    dirty = is_dirty(way->state);
    return array_.bytes(*way);
  }
  if (WriteBack* entry = write_back_of(line); entry != nullptr && entry->state == CacheState::UD_write) {
    dirty = true;
    return scheduler_.lines().data(entry->buffer);
  }
  return nullptr;
}

CacheState L1Cache::state_of(std::uint64_t line) {
  if (const Way* way = array_.find(line)) return way->state;
  if (const WriteBack* entry = write_back_of(line)) return entry->state;
  if (const Mshr* mshr = mshr_of(line)) return mshr->state;
  return CacheState::I;
}

std::string L1Cache::waiting_for() const {
  std::string waits = waiting_entries(mshrs_, "waits for the level below") + waiting_for_credit(refused_, scheduler_) +
                      waiting_entries(write_backs_, "waits for a write-back's completion");
  if (!stalled_.empty())
    waits += std::to_string(stalled_.size()) + " requests of the hart wait for an MSHR, a way or a write-back entry\n";
  if (io_request_ != kNoRequest) waits += "waits for an uncached access\n";
  return waits;
}

namespace {

void register_predictor(StatisticsRegistry& registry, const std::string& prefix, const ReusePredictorStatistics& s) {
  registry.add(prefix + ".near", "decisions", "Atomics that the predictor placed near.", s.near);
  registry.add(prefix + ".far", "decisions", "Atomics that the predictor placed far.", s.far);
  registry.add(prefix + ".known", "decisions", "Predictions for a line that the table knew.", s.known);
  registry.add(prefix + ".worthwhile", "credits", "Visits, or parts of them, that were worth a transfer.",
               s.worthwhile);
  registry.add(prefix + ".wasted", "credits", "Visits that were not.", s.wasted);
}

}  // namespace

void L1Cache::register_statistics(StatisticsRegistry& registry, const std::string& prefix) const {
  const L1Statistics& s = statistics_;
  const auto hits = [this](LeaseAccess access) -> const std::uint64_t& {
    return hit_record_.hits[static_cast<unsigned>(access)];
  };
  registry.add(prefix + ".load_hits", "accesses", "Loads that hit, through leases or the port.",
               hits(LeaseAccess::read));
  registry.add(prefix + ".store_hits", "accesses", "Stores and atomics that hit.", hits(LeaseAccess::write));
  registry.add(prefix + ".fetch_hits", "accesses", "Instruction lines entered that hit.", hits(LeaseAccess::fetch));
  registry.add(prefix + ".misses", "accesses", "Requests that asked the level below for a line.", s.misses);
  registry.add(prefix + ".upgrades", "accesses", "Requests that asked for write permission on a shared line.",
               s.upgrades);
  registry.add(prefix + ".merged", "accesses", "Requests merged into an outstanding miss.", s.merged);
  registry.add(prefix + ".blocked", "accesses", "Requests held at the port for a resource or for order.", s.blocked);
  registry.add(prefix + ".evictions", "lines", "Lines replaced.", s.evictions);
  registry.add(prefix + ".write_backs", "lines", "Dirty lines written back to the level below.", s.write_backs);
  registry.add(prefix + ".forwards", "lines", "Lines given straight to another cache.", s.forwards);
  registry.add(prefix + ".snoops", "messages", "Snoops received, and copies that a private L2 took back or downgraded.",
               s.snoops);
  registry.add(prefix + ".snoops_held", "messages", "Snoops held back by a reservation's window.", s.snoops_held);
  registry.add(prefix + ".prefetches", "lines", "Lines asked for before they were needed.", s.prefetches);
  registry.add(prefix + ".prefetches_useful", "lines", "Prefetched lines that were used.", s.prefetches_useful);
  registry.add(prefix + ".prefetches_late", "lines", "Prefetched lines that were needed before they came.",
               s.prefetches_late);
  registry.add(prefix + ".bank_conflicts", "accesses", "Hits that waited for a port or a bank.", s.bank_conflicts);
  registry.add(prefix + ".near_atomics", "accesses", "Atomics executed in this cache.", s.near_atomics);
  registry.add(prefix + ".far_atomics", "accesses", "Atomics sent to the home node.", s.far_atomics);
  if (adaptive()) register_predictor(registry, prefix + ".predictor", predictor_.statistics());
}

}  // namespace amoeba
