// What is in the queue, and in which order it may be performed.
#include "amoeba/cores/lsu/memory_queue.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace amoeba {

namespace {

constexpr std::uint64_t low_bits(std::uint64_t count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}
unsigned lowest(std::uint64_t mask) {
  return static_cast<unsigned>(__builtin_ctzll(mask));
}
unsigned highest(std::uint64_t mask) {
  return 63 - static_cast<unsigned>(__builtin_clzll(mask));
}

// The bytes of `load` in `taken` from `store`, each at its place in the load.
std::uint64_t forwarded_bytes(const QueuedAccess& load, const QueuedAccess& store, unsigned taken) {
  std::uint64_t value = 0;
  for (unsigned bytes = taken; bytes != 0; bytes &= bytes - 1) {
    const unsigned n = lowest(bytes);
    const std::uint64_t offset = load.address + n - store.address;
    value |= (store.operand[0] >> 8 * offset & 0xff) << 8 * n;
  }
  return value;
}

}  // namespace

MemoryQueue::MemoryQueue(tlm::tlm_initiator_socket<64>& socket, const KernelClock& clock, LeaseSource& leases,
                         const MemoryQueueConfiguration& configuration, Client& client)
    : leases_(leases),
      client_(client),
      port_(socket, clock, *this),
      held_(leases.line_bytes()),
      configuration_(configuration),
      line_bytes_(leases.line_bytes()),
      hit_latency_(leases.hit_latency()),
      ecc_granule_(leases.ecc_granule()),
      ecc_latency_(leases.ecc_latency()) {
  flights_.reserve(kMost);
  leases.set_holder(*this);
}

void MemoryQueue::reset(std::uint64_t seed, std::uint64_t agent) {
  port_.reset();
  for (Flight& flight : flights_) flight.payload->release();
  flights_.clear();
  held_.clear();
  entries_.fill({});
  head_ = retired_ = tail_ = oldest_end_ = certain_end_ = 0;
  unperformed_ = settling_ = candidates_ = fences_ = loads_ = stores_ = special_ = 0;
  load_count_ = store_count_ = buffered_ = loads_left_ = 0;
  attempt_ = reservation_lost_ = kNever;
  port_free_ = drain_at_ = drained_at_ = 0;
  drained_line_ = kNowhere;
  drain_latency_ = {};
  reservation_ = Reservation::none;
  reserved_line_ = 0;
  open_pair_ = kNowhere;
  likely_value_ = 1;
  dependence_ = {};
  random_ = Random(seed, agent);
}

void MemoryQueue::serialize(Archive& archive) {
  if (!flights_.empty()) throw std::logic_error("memory queue: cannot be saved while requests are outstanding");
  if (archive.loading()) {
    port_.reset();
    held_.clear();
  }
  archive(entries_, head_, retired_, tail_, unperformed_, settling_, candidates_, fences_, loads_, stores_, special_,
          load_count_, store_count_, buffered_, oldest_end_, certain_end_, attempt_, port_free_, drain_at_,
          drained_line_, drained_at_, drain_latency_, reservation_, reserved_line_, open_pair_, reservation_lost_,
          dependence_, random_);
}

MemoryQueue::Mask MemoryQueue::by_age(Mask places) const {
  const unsigned turn = head_ % kMost;
  return turn == 0 ? places : places >> turn | places << (kMost - turn);
}

MemoryQueue::Mask MemoryQueue::places(std::uint64_t count) const {
  const unsigned turn = head_ % kMost;
  const Mask ages = low_bits(count);
  return turn == 0 ? ages : ages << turn | ages >> (kMost - turn);
}

MemoryQueue::Mask MemoryQueue::older_than(std::uint64_t position, Mask places) const {
  return by_age(places) & low_bits(position - head_);
}

// ------------------------------------------------------------------------------------------------ what the core tells

bool MemoryQueue::room(Kind kind) const {
  if (tail_ - head_ >= kMost) return false;
  if (kind == Kind::fence) return true;
  const bool counts_as_load = kind == Kind::load || kind == Kind::load_reserved;
  return counts_as_load ? load_count_ < configuration_.loads : store_count_ < configuration_.stores;
}

std::uint64_t MemoryQueue::push(const QueuedAccess& access) {
  const std::uint64_t position = tail_++;
  at(position) = access;
  if (configuration_.sc_failures != 0 && access.op == AtomicOp::sc)
    at(position).gives_up = random_.below(1000) < configuration_.sc_failures;
  const Mask place = bit(position);
  unperformed_ |= place;
  if (access.kind == Kind::fence) {
    fences_ |= place;
  } else {
    ++(access.writes() ? store_count_ : load_count_);
  }
  if (access.kind == Kind::load) loads_ |= place;
  if (access.kind == Kind::store) stores_ |= place;
  if (access.kind == Kind::fence || access.is_atomic() || access.aq || access.rl) special_ |= place;
  return position;
}

// None half of the time, so that what is delayed meets what is not.
Tick MemoryQueue::random_delay(Tick longest) {
  return longest == 0 || random_.below(2) == 0 ? 0 : random_.below(longest + 1);
}

// What turns out to overlap a younger load that has gone ahead may take its value back.
void MemoryQueue::set_address(std::uint64_t position, std::uint64_t address, bool device, Tick t) {
  QueuedAccess& access = at(position);
  access.address = address;
  access.addressed = true;
  access.device = device;
  access.alone = device || crosses_line(address, access.bytes);
  access.ready = t;
  access.ready += random_delay(configuration_.issue_jitter);
  if (access.operands_missing == 0 || (access.gives_up && !access.alone)) candidates_ |= bit(position);
  try_again(t);
  if (configuration_.order.guesses_values() && access.kind == Kind::load && !access.alone) guess(access, t);
  const Mask misled = access.writes() ? misled_by_store(position) : 0;
  for (Mask places = misled; places != 0; places &= places - 1) dependence_.learn(entries_[lowest(places)].pc, t);
  const Mask stale = access.reads() ? stale_behind(position) : 0;
  if ((misled | stale) != 0) replay_from(misled | stale, t);
}

// Younger loads that should have had the store's bytes.
MemoryQueue::Mask MemoryQueue::misled_by_store(std::uint64_t position) const {
  Mask misled = 0;
  for (Mask ages = by_age(loads_) & ~low_bits(position - head_); ages != 0; ages &= ages - 1) {
    const std::uint64_t younger = head_ + lowest(ages);
    const QueuedAccess& load = (*this)[younger];
    if ((load.sampled || load.sent) && load.forwarded_from <= position && load.overlap_with((*this)[position]) != 0)
      misled |= bit(younger);
  }
  return misled;
}

// Younger loads of the same bytes whose lines were lost while nobody knew that the bytes are the same.
MemoryQueue::Mask MemoryQueue::stale_behind(std::uint64_t position) const {
  Mask stale = 0;
  for (Mask ages = by_age(loads_) & ~low_bits(position - head_); ages != 0; ages &= ages - 1) {
    const std::uint64_t younger = head_ + lowest(ages);
    const QueuedAccess& load = (*this)[younger];
    if (load.lost && load.overlap_with((*this)[position]) != 0 && ran_ahead(younger, UnknownAddress::does_not))
      stale |= bit(younger);
  }
  return stale;
}

void MemoryQueue::set_operand(std::uint64_t position, unsigned which, std::uint64_t value, Tick usable) {
  QueuedAccess& access = at(position);
  (which == 0 ? access.operand : access.compare)[0] = value;
  access.operands_at = std::max(access.operands_at, usable);
  const bool waits_for_it = access.addressed && (unperformed_ & bit(position)) != 0;
  if (--access.operands_missing == 0 && waits_for_it) candidates_ |= bit(position);
  try_again(usable);
}

void MemoryQueue::set_frontier(std::uint64_t oldest_end, std::uint64_t certain_end, Tick t) {
  if (oldest_end == oldest_end_ && certain_end == certain_end_) return;
  oldest_end_ = oldest_end;
  certain_end_ = certain_end;
  try_again(t);
}

bool MemoryQueue::may_retire_store(std::uint64_t position) const {
  return (unperformed_ & bit(position)) == 0 || buffered_ < configuration_.store_buffer;
}

void MemoryQueue::retire(std::uint64_t position, Tick t) {
  QueuedAccess& access = at(position);
  retired_ = position + 1;
  if (access.kind == Kind::load || access.kind == Kind::load_reserved) --load_count_;
  loads_ &= ~bit(position);
  if (access.kind == Kind::store && (unperformed_ & bit(position)) != 0) {
    ++buffered_;
    const Tick delay = configuration_.drain_delay + random_delay(configuration_.drain_jitter);
    access.ready = std::max(access.ready, t + delay);
  }
  try_again(t);
}

void MemoryQueue::squash(std::uint64_t position) {
  for (std::uint64_t p = position; p < tail_; ++p) {
    const QueuedAccess& access = at(p);
    if (access.kind == Kind::fence) continue;
    if (!access.writes()) {
      --load_count_;
    } else if ((unperformed_ & bit(p)) != 0) {
      --store_count_;
    }
  }
  const Mask keep = position < tail_ ? places(position - head_) : ~Mask{0};
  for (Mask* mask : {&unperformed_, &settling_, &candidates_, &fences_, &loads_, &stores_, &special_}) *mask &= keep;
  for (Flight& flight : flights_)
    if (flight.position != kNowhere && flight.position >= position) flight.position = kNowhere;
  if (open_pair_ != kNowhere && open_pair_ >= position) open_pair_ = kNowhere;
  tail_ = std::min(tail_, position);
}

bool MemoryQueue::settled(std::uint64_t position) const {
  const QueuedAccess& access = (*this)[position];
  return access.kind != Kind::load || !(access.sent || access.sampled) ||
         !ran_ahead(position, UnknownAddress::overlaps);
}

// ------------------------------------------------------------------------------------------------------------- order

// Whether `older`, which is not performed, holds up `younger`. Of two loads the younger may go ahead as long as it can
// still be executed again.
bool MemoryQueue::waits(const QueuedAccess& older, const QueuedAccess& younger, const PairRelation& pair,
                        bool certain) const {
  const OrderRule rule = preserving_rule(older.ordered(), younger.ordered(), pair, configuration_.order);
  if (rule == OrderRule::none) return false;
  const bool speculates = younger.kind == Kind::load && older.kind == Kind::load && !certain;
  return !speculates || (rule != OrderRule::load_load_coherence && rule != OrderRule::total_store_order &&
                         rule != OrderRule::sequential_consistency);
}

MemoryQueue::LookBack MemoryQueue::look_back(std::uint64_t position, const QueuedAccess& younger, Tick t) const {
  LookBack seen;
  const bool load = younger.kind == Kind::load;
  const bool certain = position < certain_end_;
  const unsigned classes = younger.classes(), all = (1u << younger.bytes) - 1;
  Mask older = unperformed_;
  const bool plain = load && !certain && !younger.aq && !younger.rl;
  if (plain && configuration_.order.model == MemoryModel::rvwmo && (older & fences_) == 0)
    older &= stores_ | special_;  // of plain loads none can hold it up
  const std::uint64_t paired = younger.kind == Kind::store_conditional ? paired_before(position, ~Mask{0}) : kNowhere;
  unsigned needed = all, fenced = 0;
  for (Mask ages = older_than(position, older); ages != 0;) {
    const unsigned age = highest(ages);
    ages &= ~(Mask{1} << age);
    const QueuedAccess& before = (*this)[head_ + age];
    if (before.kind == Kind::fence) {
      fenced |= before.fence.holds(classes);
      continue;
    }
    const unsigned overlap = before.addressed ? younger.overlap_with(before) & (load ? needed : all) : 0;
    const bool unknown = !before.addressed && before.writes();
    const bool stale = younger.kind == Kind::load_reserved && overlap != 0 && before.writes();
    PairRelation pair;
    pair.overlap = overlap != 0;
    pair.fenced = (fenced & before.classes()) != 0;
    pair.paired = head_ + age == paired && before.kind == Kind::load_reserved;
    if (stale || (unknown && load && dependence_.waits(younger.pc, t)) || waits(before, younger, pair, certain))
      return {false};
    if (!load || overlap == 0 || before.kind != Kind::store) continue;
    const bool withheld =
        configuration_.order.enforces(OrderRule::store_pipeline) && still_guessed(before.guesses, head_ + age);
    if (before.operands_missing > 0 || withheld) return {false};
    if (before.operands_at > t) return {false, before.operands_at};
    seen.value |= forwarded_bytes(younger, before, overlap);
    needed &= ~overlap;
    seen.from = head_ + age;
  }
  seen.covered = all & ~needed;
  if (seen.covered != 0 && needed != 0 && !configuration_.merged_forwarding) return {false};
  return seen;
}

// Whether a load has its value although an older one, which has not, must not see an older state of memory.
bool MemoryQueue::ran_ahead(std::uint64_t position, UnknownAddress unknown) const {
  const QueuedAccess& load = (*this)[position];
  for (Mask ages = older_than(position, unperformed_ & ~fences_); ages != 0; ages &= ages - 1) {
    const QueuedAccess& before = (*this)[head_ + lowest(ages)];
    const bool fed_from_between = load.forwarded_from > head_ + lowest(ages);
    if (before.sampled || !before.reads() || fed_from_between) continue;
    PairRelation pair;
    pair.overlap = before.addressed ? load.overlap_with(before) != 0 : unknown == UnknownAddress::overlaps;
    if (waits(before, load, pair, true)) return true;
  }
  return false;
}

void MemoryQueue::replay_from(Mask loads, Tick t) {
  client_.replay(at(head_ + lowest(by_age(loads))).owner, t);
}

void MemoryQueue::withdraw(std::uint64_t line, WithdrawReason reason, Tick t) {
  held_.drop(line);
  if (reason == WithdrawReason::snooped_shared || reason == WithdrawReason::busy) return;  // still there
  if (observer_ != nullptr) observer_->lost(configuration_.hart_id, line, line_bytes_);
  if (reservation_ == Reservation::held && line == reserved_line_) {
    reservation_lost_ = std::min(reservation_lost_, t);
    client_.resume(t);
  }
  Mask stale = 0;
  for (Mask ages = by_age(loads_); ages != 0; ages &= ages - 1) {
    const std::uint64_t position = head_ + lowest(ages);
    QueuedAccess& load = at(position);
    const bool touched =
        load.sampled && (held_.line(load.address) == line || held_.line(load.address + load.bytes - 1) == line);
    load.lost = load.lost || touched;
    if (touched && ran_ahead(position, UnknownAddress::does_not)) stale |= bit(position);
  }
  if (stale != 0) replay_from(stale, t);
}

std::string MemoryQueue::waiting_for() const {
  std::string text;
  for (const Flight& flight : flights_) {
    static constexpr const char* kKinds[] = {"load", "store", "atomic", "load-reserved", "store-conditional", "fence"};
    if (flight.position == kNowhere) continue;
    const QueuedAccess& access = (*this)[flight.position];
    char line[128];
    std::snprintf(line, sizeof line, "%s of %u bytes at 0x%llx, pc 0x%llx, since tick %llu\n",
                  kKinds[static_cast<unsigned>(access.kind)], access.bytes,
                  static_cast<unsigned long long>(access.address), static_cast<unsigned long long>(access.pc),
                  static_cast<unsigned long long>(flight.since));
    text += line;
  }
  return text;
}

}  // namespace amoeba
