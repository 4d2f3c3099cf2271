// How a private second-level cache serves its first level: hits, misses, victims, room.
#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "amoeba/cache/private_l2.h"

namespace amoeba {

namespace {

// To a tile a fetch is a load: its line serves both.
CacheEvent event_of(Opcode request) {
  switch (request) {
    case Opcode::ReadShared:
    case Opcode::ReadClean:
      return CacheEvent::load;
    case Opcode::ReadUnique:
    case Opcode::CleanUnique:
      return CacheEvent::modify;
    default:
      return CacheEvent::far_atomic;
  }
}

}  // namespace

PrivateL2::PrivateL2(const std::string& name, const L2Parameters& parameters, const L1Surroundings& surroundings,
                     TileId tile, const CacheTable& table, L1Cache& code, L1Cache& data)
    : parameters_(parameters),
      around_(surroundings),
      scheduler_(surroundings.cluster.scheduler()),
      name_(name),
      id_(scheduler_.add(*this, tile, name)),
      table_(table),
      code_(code),
      data_(data),
      array_(parameters.bytes, parameters.ways, scheduler_.lines().line_bytes(), parameters.replacement),
      mshrs_(parameters.mshrs),
      refused_(parameters.mshrs),
      write_backs_(parameters.write_backs),
      banks_({parameters.ports, parameters.banks, scheduler_.lines().line_bytes()}),
      prefetcher_(parameters.prefetcher, parameters.prefetch_degree, scheduler_.lines().line_bytes()) {
  code_.set_below(*this);
  data_.set_below(*this);
}

PrivateL2::TileLine PrivateL2::tile_line(std::uint64_t line) {
  TileLine tile;
  tile.way = array_.find(line);
  tile.data = data_.copy_of(line);
  tile.code = code_.copy_of(line).bytes != nullptr;
  if (tile.way != nullptr && is_readable(tile.way->state)) tile.state = tile.way->state;
  if (!is_stable(tile.state)) return tile;  // a transaction is under way
  if (tile.code && tile.state == CacheState::I) tile.state = CacheState::SC;
  if (tile.data.bytes == nullptr) return tile;
  static_assert(CacheState::SC < CacheState::UC && CacheState::UC < CacheState::UD && CacheState::UD < CacheState::SD);
  tile.state = std::max(tile.state, tile.data.state);
  return tile;
}

// The newest copy: the L1D's if that is dirty.
const std::byte* PrivateL2::newest(const TileLine& tile) {
  if (tile.data.bytes != nullptr && is_dirty(tile.data.state)) return tile.data.bytes;
  if (tile.way != nullptr && is_readable(tile.way->state)) return array_.bytes(*tile.way);
  return tile.data.bytes;
}

// Brings the L2's own copy up to date.
void PrivateL2::merge(TileLine& tile) {
  if (tile.way != nullptr && tile.data.bytes != nullptr && is_dirty(tile.data.state))
    std::memcpy(array_.bytes(*tile.way), tile.data.bytes, array_.line_bytes());
}

bool PrivateL2::holds(std::uint64_t line) {
  const Way* way = array_.find(line);
  return way != nullptr && is_stable(way->state);
}

CacheState PrivateL2::state_of(std::uint64_t line) {
  if (const Mshr* mshr = mshr_of(line)) return mshr->state;
  const CacheState state = tile_line(line).state;
  if (state != CacheState::I) return state;
  const WriteBack* entry = write_back_of(line);
  return entry != nullptr ? entry->state : CacheState::I;
}

void PrivateL2::accept(const Message& request, Tick at) {
  ++statistics_.accesses;
  statistics_.accesses_counted += request.counted;
  if (stalled_.empty() && serve(request, at, false)) return;
  ++statistics_.blocked;
  stalled_.push_back(request);
}

void PrivateL2::retry_stalled(Tick at) {
  while (!stalled_.empty()) {
    const Message request = stalled_.front();
    if (!serve(request, at, false)) return;
    stalled_.pop_front();
  }
}

// An exclusive upgrade, of an SC, whose copy has been lost on the way must not take the line from others.
bool PrivateL2::doomed(const Message& request, const TileLine& tile) const {
  return request.exclusive && (tile.data.bytes == nullptr || tile.data.victim);
}

// False when the request lacks a resource. `line_read` says that the latency of a hit has passed.
bool PrivateL2::serve(const Message& request, Tick at, bool line_read) {
  const auto opcode = static_cast<Opcode>(request.opcode);
  if (opcode == Opcode::WriteBackFull) return take_victim(request, at);
  const std::uint64_t line = line_of(request.address);
  if (Mshr* mshr = mshr_of(line)) {
    ++statistics_.merged;
    mshr->waiting.push_back(request);
    if (use_prefetched(mshr->way)) {
      ++statistics_.prefetches_late;
      train_prefetcher(line, request.counted, at);
    }
    return true;
  }
  if (write_back_of(line) != nullptr) return false;
  TileLine tile = tile_line(line);
  const CacheEvent event = event_of(opcode);
  if (event == CacheEvent::modify && doomed(request, tile)) {
    Message timing = request;
    timing.time = at;
    timing.source = id_;
    data_.take_grant(request.requester_tag, CacheState::I, nullptr, timing);
    return true;
  }
  if (transition(tile.state, event, line).actions & kHit) return serve_hit(request, tile, at, line_read);
  return start(request, tile, event, at);
}

// Data take the rest of the hit latency; who still has a copy needs none.
bool PrivateL2::serve_hit(const Message& request, TileLine& tile, Tick at, bool line_read) {
  const bool upgrade = tile.data.bytes != nullptr && !from_code(request);
  if (!upgrade && !line_read) {
    const Tick begin = access_array(line_of(request.address), at);
    const Tick ready = begin + parameters_.hit_latency - parameters_.tag_latency;
    statistics_.bank_conflicts += begin > at;
    if (ready > at) {
      post_timer(request, Timer::line_read, ready);
      return true;
    }
  }
  Message timing = request;
  timing.time = at;
  timing.source = id_;
  timing.detail = ReuseHint{true}.packed();         // nobody else has used a line that the tile still holds
  const bool first_use = use_prefetched(tile.way);  // then the grant needs no room
  if (!grant(request, tile, timing)) return false;
  ++statistics_.hits;
  statistics_.prefetches_useful += first_use;
  if (first_use) train_prefetcher(line_of(request.address), request.counted, at);  // may take the way
  return true;
}

// When an access to the data array begins.
Tick PrivateL2::access_array(std::uint64_t line, Tick at) {
  return banks_.limits() ? banks_.begin(line, parameters_.bank_cycles - 1, at) : at;
}

// Gives the first level a line that the tile holds as needed. False when an instruction fetch lacks room in the L2.
bool PrivateL2::grant(const Message& request, TileLine& tile, const Message& timing) {
  if (from_code(request)) return grant_code(request, tile, timing);
  const std::uint64_t line = line_of(request.address);
  const bool modifies = event_of(static_cast<Opcode>(request.opcode)) == CacheEvent::modify;
  const bool moves_up = exclusive() || tile.way == nullptr;
  CacheState granted = tile.state;
  if (!moves_up) granted = is_unique(tile.state) && (modifies || !tile.code) ? CacheState::UC : CacheState::SC;
  if (is_unique(granted) && tile.code) code_.take_back(line, CacheState::I, false, timing.time);
  const std::byte* bytes = tile.data.bytes == nullptr && tile.way != nullptr ? array_.bytes(*tile.way) : nullptr;
  if (tile.way != nullptr) array_.touch(*tile.way);
  const BufferId buffer = bytes != nullptr ? scheduler_.lines().acquire_copy(bytes) : kNoBuffer;
  if (tile.way != nullptr && exclusive()) CacheArray::free(*tile.way);
  data_.take_grant(request.requester_tag, granted, buffer != kNoBuffer ? scheduler_.lines().data(buffer) : nullptr,
                   timing);
  if (buffer != kNoBuffer) scheduler_.lines().release(buffer);
  return true;
}

// A line that the L1D may write has to come down first: instructions and data share it read-only.
bool PrivateL2::grant_code(const Message& request, TileLine& tile, const Message& timing) {
  const std::uint64_t line = line_of(request.address);
  if (tile.data.bytes != nullptr && !tile.data.victim && is_unique(tile.data.state)) {
    if (tile.way == nullptr) {
      tile.way = allocate(line, request.counted, timing.time);
      if (tile.way == nullptr) return false;
      std::memcpy(array_.bytes(*tile.way), tile.data.bytes, array_.line_bytes());
    }
    merge(tile);
    tile.way->state = tile.state;
    data_.take_back(line, exclusive() ? CacheState::I : CacheState::SC, false, timing.time);
    tile.data = {};
  }
  if (tile.way != nullptr) array_.touch(*tile.way);
  code_.take_grant(request.requester_tag, CacheState::SC, newest(tile), timing);
  return true;
}

// Begins a transaction with the home node; false when an MSHR, a way or a write-back entry is missing.
bool PrivateL2::start(const Message& request, TileLine& tile, CacheEvent event, Tick at) {
  const std::uint64_t line = line_of(request.address);
  const CacheTransition next = transition(tile.state, event, line);
  if (next.actions & kSendWriteBack) {
    write_back(line, tile, event, request.counted, at);
    return false;
  }
  Mshr* mshr = mshr_of(Way::kNoLine);
  if (mshr == nullptr) return false;
  const bool misses = next.actions & (kSendRead | kSendReadUnique);
  bool first_use = false;
  if (misses) {
    const bool fills = !exclusive() || from_code(request);
    if (fills && (tile.way = allocate(line, request.counted, at)) == nullptr) return false;
    ++statistics_.misses;
  } else if (next.actions & kSendCleanUnique) {
    ++statistics_.upgrades;
    first_use = use_prefetched(tile.way);
    statistics_.prefetches_useful += first_use;
  } else if (next.actions & kLose) {
    drop(line, tile, at);
  }
  if (tile.way != nullptr) tile.way->state = next.next;
  mshr->line = line;
  mshr->way = tile.way;
  mshr->state = next.next;
  mshr->request = request;
  mshr->since = at;
  send_request(*mshr, next.actions, at);
  if (misses || first_use) train_prefetcher(line, request.counted, at);
  return true;
}

void PrivateL2::send_request(const Mshr& mshr, unsigned actions, Tick at) {
  const Message& request = mshr.request;
  Opcode opcode = static_cast<Opcode>(request.opcode);
  if (actions & kSendRead) opcode = Opcode::ReadShared;
  if (actions & kSendReadUnique) opcode = Opcode::ReadUnique;
  if (actions & kSendCleanUnique) opcode = Opcode::CleanUnique;
  PooledMessage& message = message_to(around_.home_of(mshr.line), opcode, request.address, request.counted);
  message.exclusive = request.exclusive;
  message.requester_tag = static_cast<std::uint16_t>(&mshr - mshrs_.data());
  message.bytes = request.bytes;
  message.state = request.state;  // what the L1D has learnt of the line's reuse, and of all
  message.bias = request.bias;
  message.detail = request.detail;
  message.operand = request.operand;
  message.compare = request.compare;
  scheduler_.prefetch(message.destination, mshr.line);
  around_.network.send(message, at);
}

// A victim of the L1D: its data may have been snooped away in the meantime.
bool PrivateL2::take_victim(const Message& request, Tick at) {
  const std::uint64_t line = line_of(request.address);
  const L1Cache::Copy victim = data_.victim(request.requester_tag);
  if (victim.state != CacheState::I) {
    Way* way = array_.find(line);
    const bool filled = way == nullptr;
    if (filled && (way = allocate(line, request.counted, at)) == nullptr) return false;
    if (filled || is_dirty(victim.state)) {
      std::memcpy(array_.bytes(*way), victim.bytes, array_.line_bytes());
      access_array(line, at);
    }
    way->state = std::max(way->state, victim.state);
    ++statistics_.victims;
  }
  data_.victim_taken(request.requester_tag, at);
  return true;
}

Way* PrivateL2::allocate(std::uint64_t line, bool counted, Tick at) {
  Way* way = array_.victim(line);
  if (way == nullptr || (way->line != Way::kNoLine && !make_room(*way, counted, at))) return nullptr;
  way->line = line;
  array_.fill(*way);
  return way;
}

// Unless the L2 is inclusive, a copy of the L1D outlives the L2's and takes over its state.
bool PrivateL2::make_room(Way& way, bool counted, Tick at) {
  const std::uint64_t line = way.line;
  TileLine tile = tile_line(line);
  const bool outlives = parameters_.inclusion != Inclusion::inclusive && tile.data.settled;
  if (outlives) {
    if (is_unique(tile.state) && tile.code) code_.take_back(line, CacheState::I, true, at);
    data_.take_over(line, tile.state);
    CacheArray::free(way);
  } else {
    const CacheTransition next = transition(tile.state, CacheEvent::replace, line);
    if (next.actions & (kSendWriteBack | kSendEvict)) {
      if (!write_back(line, tile, CacheEvent::replace, counted, at)) return false;
    } else {
      drop(line, tile, at);
    }
  }
  ++statistics_.evictions;
  return true;
}

// The tile gives up a line that the home node must hear of: with its data, or, of a clean line, without.
bool PrivateL2::write_back(std::uint64_t line, TileLine& tile, CacheEvent event, bool counted, Tick at) {
  WriteBack* entry = write_back_of(Way::kNoLine);
  if (entry == nullptr) return false;
  const CacheTransition next = transition(tile.state, event, line);
  const bool dirty = next.actions & kSendWriteBack;
  LinePool& lines = scheduler_.lines();
  entry->line = line;
  entry->state = next.next;
  entry->since = at;
  if (dirty) entry->buffer = lines.acquire_copy(newest(tile));
  PooledMessage& message =
      message_to(around_.home_of(line), dirty ? Opcode::WriteBackFull : Opcode::Evict, line, counted);
  if (dirty || parameters_.evicts_with_data) message.buffer = lines.acquire_copy(newest(tile));
  message.requester_tag = static_cast<std::uint16_t>(mshrs_.size() + (entry - write_backs_.data()));
  scheduler_.prefetch(message.destination, line);
  drop(line, tile, at);
  around_.network.send(message, at);
  statistics_.write_backs += dirty;
  return true;
}

// Takes the line from every cache of the tile.
void PrivateL2::drop(std::uint64_t line, TileLine& tile, Tick at) {
  if (tile.way != nullptr) CacheArray::free(*tile.way);
  tile.way = nullptr;
  if (tile.code || tile.data.bytes != nullptr) ++statistics_.back_invalidations;
  if (tile.code) code_.take_back(line, CacheState::I, true, at);
  if (tile.data.bytes != nullptr) data_.take_back(line, CacheState::I, true, at);
}

}  // namespace amoeba
