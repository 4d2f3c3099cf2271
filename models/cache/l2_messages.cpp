// How a private second-level cache handles what comes from the home nodes, for the whole tile, and its own timers.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "amoeba/cache/message_events.h"
#include "amoeba/cache/private_l2.h"

namespace amoeba {

CacheTransition PrivateL2::transition(CacheState state, CacheEvent event, std::uint64_t line) const {
  const CacheTransition& cell = table_.at(state, event);
  if (cell.actions & kImpossible)
    throw std::logic_error(name_ + ": protocol violation: " + amoeba::name(event) + " in state " + amoeba::name(state) +
                           " on line " + std::to_string(line));
  return cell;
}

// A delivery, so that it comes before what foreign initiators do in its tick, in whichever order the kernel runs them.
void PrivateL2::post_timer(const Message& content, Timer timer, Tick at) {
  Message message = content;
  message.kind = EventKind::delivery;
  message.source = message.destination = id_;
  message.detail = static_cast<std::uint8_t>(timer);
  scheduler_.post(message, at);
}

void PrivateL2::receive(Message& message) {
  if (message.source == id_) {
    handle_timer(message);
    return;
  }
  if (kChannelOf[message.opcode] == Channel::snp) {
    handle_snoop(message, message.time);
    return;
  }
  switch (static_cast<Opcode>(message.opcode)) {
    case Opcode::Comp:
    case Opcode::CompData:
      handle_response(message);
      break;
    case Opcode::RetryAck:
    case Opcode::PCrdGrant:
      handle_retry(message);
      break;
    default:
      accept(message, message.time);
  }
}

void PrivateL2::handle_timer(const Message& message) {
  switch (static_cast<Timer>(message.detail)) {
    case Timer::line_read:
      if (serve(message, message.time, true)) return;
      ++statistics_.blocked;
      stalled_.push_back(message);
      break;
    case Timer::release_snoop:
      if (snoop_held_ && message.time >= held_until_) release_held_snoop(message.time);
      break;
    case Timer::reservation_ended:
      if (snoop_held_) release_held_snoop(message.time);
      break;
  }
}

// A tick later, since the hart that ended it may act before its tile's events do.
void PrivateL2::reservation_ended(Tick at) {
  if (!snoop_held_) return;
  Message content;
  content.requester = id_;
  post_timer(content, Timer::reservation_ended, at + 1);
}

void PrivateL2::handle_snoop(const Message& message, Tick at) {
  ++statistics_.snoops;
  const TileLine tile = tile_line(message.address);
  const Tick resists = data_.resists_until(message.address);
  if (is_unique(tile.state) && tile.data.settled && at < resists && !snoop_held_) {
    ++statistics_.snoops_held;
    held_snoop_ = message;
    held_until_ = resists;
    snoop_held_ = true;
    Message content;
    content.requester = id_;
    post_timer(content, Timer::release_snoop, resists);
    return;
  }
  answer_snoop(message, at);
}

void PrivateL2::release_held_snoop(Tick at) {
  snoop_held_ = false;
  answer_snoop(held_snoop_, at);
}

void PrivateL2::answer_snoop(const Message& snoop, Tick at) {
  const std::uint64_t line = snoop.address;
  TileLine tile = tile_line(line);
  Mshr* mshr = mshr_of(line);
  WriteBack* entry = write_back_of(line);
  const CacheState state = mshr != nullptr ? mshr->state : entry != nullptr ? entry->state : tile.state;
  const CacheEvent event = snoop_event(static_cast<Opcode>(snoop.opcode));
  const CacheTransition next = transition(state, event, line);
  const std::byte* bytes =
      entry != nullptr && entry->buffer != kNoBuffer ? scheduler_.lines().data(entry->buffer) : newest(tile);
  PooledMessage& answer =
      snoop_response(message_to(snoop.source, Opcode::SnpResp, line, snoop.counted), snoop, next.next);
  if (next.actions & kRespondData) {
    answer.opcode = static_cast<std::uint8_t>(Opcode::SnpRespData);
    answer.buffer = scheduler_.lines().acquire_copy(bytes);
  }
  if (next.actions & kForward) {
    answer.opcode =
        static_cast<std::uint8_t>(answer.buffer != kNoBuffer ? Opcode::SnpRespDataFwded : Opcode::SnpRespFwded);
    PooledMessage& data = forwarded_data(message_to(snoop.requester, Opcode::CompData, line, snoop.counted), snoop);
    data.state = static_cast<std::uint8_t>(forwarded_state(state, event));
    data.buffer = scheduler_.lines().acquire_copy(bytes);
    around_.network.send(data, at + parameters_.snoop_latency);
    ++statistics_.forwards;
  }
  if (entry != nullptr) {
    entry->state = next.next;
  } else {
    keep(line, tile, mshr, next.next, at);
  }
  around_.network.send(answer, at + parameters_.snoop_latency);
}

// What a snoop leaves of the line in the caches of the tile. The duty to write back stays with the L2 if it has a copy.
void PrivateL2::keep(std::uint64_t line, TileLine& tile, Mshr* mshr, CacheState kept, Tick at) {
  if (mshr != nullptr) mshr->state = kept;
  if (line_state(kept) == LineState::I) {
    if (tile.way != nullptr && mshr != nullptr) tile.way->state = kept;
    if (tile.way != nullptr && mshr == nullptr) CacheArray::free(*tile.way);
    if (tile.code) code_.take_back(line, CacheState::I, false, at);
    if (tile.data.bytes != nullptr) data_.take_back(line, CacheState::I, false, at);
    return;
  }
  merge(tile);
  if (tile.way != nullptr) tile.way->state = kept;
  if (tile.data.bytes == nullptr || !is_stable(kept)) return;
  data_.take_back(line, tile.way != nullptr ? CacheState::SC : kept, false, at);
}

void PrivateL2::handle_retry(const Message& message) {
  if (PooledMessage* request = take_retry(refused_, mshrs_, message, scheduler_))
    around_.network.send(*request, message.time + parameters_.tag_latency);
}

void PrivateL2::handle_response(const Message& message) {
  const std::uint64_t line = line_of(message.address);
  if (message.requester_tag >= mshrs_.size()) {
    WriteBack& entry = write_backs_.at(message.requester_tag - mshrs_.size());
    transition(entry.state, CacheEvent::comp, entry.line);
    if (entry.buffer != kNoBuffer) scheduler_.lines().release(entry.buffer);
    entry = WriteBack{};
    retry_stalled(message.time);
    return;
  }
  Mshr& mshr = mshrs_[message.requester_tag];
  if (mshr.line != line) throw std::logic_error(name_ + ": a completion for a line without a transaction");
  const CacheTransition next = transition(mshr.state, completion_event(message), line);
  if (next.actions & kAcknowledge) {
    PooledMessage& ack = message_to(around_.home_of(line), Opcode::CompAck, line, message.counted);
    ack.tag = message.tag;
    around_.network.send(ack, message.time + parameters_.snoop_latency);
  }
  mshr.state = next.next;
  if (mshr.way != nullptr) {
    if (next.actions & kFill) {
      std::memcpy(array_.bytes(*mshr.way), scheduler_.lines().data(message.buffer), array_.line_bytes());
      access_array(line, message.time);
    }
    mshr.way->state = next.next;
    if (next.next == CacheState::I) CacheArray::free(*mshr.way);
  }
  finish(mshr, message);
  if (message.buffer != kNoBuffer) scheduler_.lines().release(message.buffer);
  free_mshr(mshr, message.time);
}

// Passes the outcome of a transaction on to the cache that began it.
void PrivateL2::finish(Mshr& mshr, const Message& message) {
  const Message& request = mshr.request;
  if (mshr.prefetch) {
    data_.adjust_bias(message.bias);
  } else if (completion_event(message) == CacheEvent::data_atomic) {
    data_.take_atomic(request.requester_tag, message);
  } else if (mshr.state == CacheState::I) {
    data_.take_grant(request.requester_tag, CacheState::I, nullptr, message);
  } else if (mshr.way != nullptr) {
    TileLine tile = tile_line(mshr.line);
    grant(request, tile, message);
  } else {
    if (is_unique(mshr.state)) code_.take_back(mshr.line, CacheState::I, false, message.time);
    const std::byte* bytes = message.buffer != kNoBuffer ? scheduler_.lines().data(message.buffer) : nullptr;
    data_.take_grant(request.requester_tag, mshr.state, bytes, message);
  }
}

// Serves what waited for the line before all else.
void PrivateL2::free_mshr(Mshr& mshr, Tick at) {
  mshr.line = Way::kNoLine;
  mshr.way = nullptr;
  mshr.prefetch = false;
  stalled_.insert(stalled_.begin(), mshr.waiting.begin(), mshr.waiting.end());
  mshr.waiting.clear();
  retry_stalled(at);
}

void PrivateL2::reset(std::uint64_t seed) {
  array_.clear(seed, id_);
  mshrs_.assign(mshrs_.size(), Mshr{});
  refused_.assign(refused_.size(), RefusedRequest{});
  write_backs_.assign(write_backs_.size(), WriteBack{});
  stalled_.clear();
  banks_.reset();
  prefetcher_.reset();
  snoop_held_ = false;
  statistics_ = {};
}

void PrivateL2::serialize(Archive& archive) {
  archive(array_, banks_, prefetcher_, statistics_);
}

std::byte* PrivateL2::debug_bytes(std::uint64_t line, bool& dirty) {
  TileLine tile = tile_line(line);
  dirty = is_dirty(tile.state);
  if (const std::byte* bytes = newest(tile)) return const_cast<std::byte*>(bytes);
  const WriteBack* entry = write_back_of(line);
  if (entry == nullptr || entry->state != CacheState::UD_write) return nullptr;
  dirty = true;
  return scheduler_.lines().data(entry->buffer);
}

std::string PrivateL2::waiting_for() const {
  std::string waits = waiting_entries(mshrs_, "waits for the home node") + waiting_for_credit(refused_, scheduler_) +
                      waiting_entries(write_backs_, "waits for a write-back's completion");
  if (!stalled_.empty())
    waits += std::to_string(stalled_.size()) + " requests of the first level wait for an MSHR, a way or a write-back " +
             "entry\n";
  return waits;
}

void PrivateL2::register_statistics(StatisticsRegistry& registry, const std::string& prefix) const {
  const L2Statistics& s = statistics_;
  registry.add(prefix + ".accesses", "accesses", "Requests and victims of the first level.", s.accesses);
  registry.add(prefix + ".hits", "accesses", "Requests that the tile could serve.", s.hits);
  registry.add(prefix + ".misses", "accesses", "Requests that asked the home node for a line.", s.misses);
  registry.add(prefix + ".upgrades", "accesses", "Requests that asked for write permission on a shared line.",
               s.upgrades);
  registry.add(prefix + ".merged", "accesses", "Requests merged into an outstanding miss.", s.merged);
  registry.add(prefix + ".blocked", "accesses", "Requests held for an MSHR, a way or a write-back entry.", s.blocked);
  registry.add(prefix + ".victims", "lines", "Victims of the L1D taken in.", s.victims);
  registry.add(prefix + ".evictions", "lines", "Lines replaced.", s.evictions);
  registry.add(prefix + ".write_backs", "lines", "Dirty lines written back.", s.write_backs);
  registry.add(prefix + ".back_invalidations", "lines", "Lines taken back from the first level with the L2's own copy.",
               s.back_invalidations);
  registry.add(prefix + ".forwards", "lines", "Lines given straight to another tile.", s.forwards);
  registry.add(prefix + ".prefetches", "lines", "Lines asked for before they were needed.", s.prefetches);
  registry.add(prefix + ".prefetches_useful", "lines", "Prefetched lines that were needed while they were there.",
               s.prefetches_useful);
  registry.add(prefix + ".prefetches_late", "lines", "Prefetched lines that were needed before they came.",
               s.prefetches_late);
  registry.add(prefix + ".bank_conflicts", "accesses", "Hits that waited for a port or a bank.", s.bank_conflicts);
  registry.add(prefix + ".snoops", "messages", "Snoops received for the tile.", s.snoops);
  registry.add(prefix + ".snoops_held", "messages", "Snoops held back by a reservation's window.", s.snoops_held);
}

}  // namespace amoeba
