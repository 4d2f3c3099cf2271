#include "amoeba/sched/scheduler.h"

#include <stdexcept>

namespace amoeba {

Scheduler::Scheduler(unsigned line_bytes, QueueKind queue) : core_(queue), fabric_(queue), lines_(line_bytes) {}

TileId Scheduler::add_tile() {
  tiles_.emplace_back();
  return static_cast<TileId>(tiles_.size() - 1);
}

AgentId Scheduler::add(Agent& agent, TileId tile, std::string name, Reach reach) {
  agents_.push_back({&agent, tile, reach});
  names_.push_back(std::move(name));
  const auto id = static_cast<AgentId>(agents_.size() - 1);
  if (tile != kFabric) tiles_[tile].agents.push_back(id);
  return id;
}

void Scheduler::post_own(PooledMessage& message, Tick at) {
  const TileId tile = agents_[message.destination].tile;
  const bool own = message.source != kNoAgent && agents_[message.source].tile == tile;
  if (at < now_ || !own) report_past(message, at);
  stamp(message, at);
  enqueue(static_cast<MessageEvent&>(message), tile);
}

void Scheduler::enqueue_with_room(MessageEvent& event, TileId tile) {
  auto& arrivals = tiles_[tile].arrivals;
  arrivals.reserve(2 * arrivals.capacity() + 8);
  enqueue(event, tile);
}

void Scheduler::report_past(const Message& message, Tick at) const {
  throw std::logic_error("scheduler: a message to " + names_[message.destination] + " at tick " + std::to_string(at) +
                         " lies in its past; an edge latency is larger than the edge");
}

// Ordered by requester and time alone: whoever departs at the same tick enters in an order that favours nobody.
void Scheduler::post_injection(PooledMessage& message, Tick at) {
  if (at < now_) report_past(message, at);
  MessageEvent& event = static_cast<MessageEvent&>(message);
  message.kind = EventKind::injection;
  message.time = event.Event::time = at;
  message.sequence = agents_[message.source].sequence++;
  event.rank = rank_of(EventKind::injection, 0, tie_of(at, message.requester));
  event.content = std::uint64_t(message.source) << 32 | message.sequence;
  fabric_.push(event);
}

void Scheduler::push_wake(AgentId agent, Tick at) {
  Event& event = wakes_.acquire();
  event.time = at;
  event.rank = rank_of(EventKind::wake, agent, 0);
  event.content = 0;
  queue_of(agents_[agent].tile).push(event);
}

void Scheduler::wake(AgentId agent, Tick at) {
  Member& member = agents_[agent];
  if (at >= member.wake) return;
  const bool first = member.wake == kNever;
  member.wake = at;
  if (agent == woken_) return;
  if (first && woken_ == kNoAgent && member.tile == delivering_ && member.tile != kFabric) {
    woken_ = agent;
  } else {
    push_wake(agent, at);
  }
}

// An agent that a message of its own tile has woken need not queue when nothing can reach the tile before it runs.
void Scheduler::settle_wake() {
  const AgentId agent = woken_;
  woken_ = kNoAgent;
  Member& member = agents_[agent];
  const Tick at = member.wake;
  if (strict_ || at >= horizon(member.tile)) {
    push_wake(agent, at);
    return;
  }
  member.wake = kNever;
  ++handled_;
  member.agent->wake(at);
}

// Nothing can reach the tile before this tick, if other tiles act from `cores` on only.
inline Tick Scheduler::bound(const Tile& tile, Tick cores) const {
  Tick bound = std::min(after(fabric_.next_time(), edges_.fabric_to_tile), after(cores, edges_.tile_to_tile));
  for (Tick due : tile.arrivals) bound = std::min(bound, due);
  if (edges_.within_tile != kNever)
    for (const AgentId agent : tile.agents) bound = std::min(bound, after(agents_[agent].wake, edges_.within_tile));
  return std::min(bound, stop_);
}

Tick Scheduler::horizon(TileId id) const {
  if (strict_) return std::min(now_ + 1, stop_);
  const Tile& tile = tiles_[id];
  return tile.granted = std::min(bound(tile, core_.next_time()), limit_);
}

Tick Scheduler::foreign_horizon(TileId id, Tick earliest_foreign) const {
  const Tile& tile = tiles_[id];
  Tick grant = bound(tile, std::min(core_.next_time(), earliest_foreign));
  if (strict_) grant = std::min(grant, earliest_foreign);
  // What has been granted holds on, unless others of the tile itself can reach the initiator.
  const bool alone = edges_.within_tile == kNever;
  grant = alone ? std::max(tile.granted, grant) : std::min(grant, earliest_foreign + edges_.within_tile);
  return tile.granted = grant;
}

inline bool Scheduler::waits_for_kernel(const Event& event, Tick kernel_tick) const {
  const auto& message = static_cast<const MessageEvent&>(event);
  return event.time > kernel_tick && agents_[message.destination].reach == Reach::outside &&
         message.kind != EventKind::injection;
}

void Scheduler::check_progress() {
  if (now_ == checked_) report_no_progress();
  checked_ = now_;
  next_check_ = handled_ + kMostEventsOfTick;
}

void Scheduler::report_no_progress() const {
  throw std::logic_error("scheduler: no progress beyond tick " + std::to_string(now_) + "; waiting are\n" +
                         deadlock_report());
}

Scheduler::Pause Scheduler::run_until(Tick limit, Tick kernel_tick) {
  limit_ = limit;
  while (true) {
    const Tick time = next_in_queues();
    if (time >= std::min(limit, stop_)) break;
    const Step step = core_.next_time() == time ? step_side<true>(kernel_tick) : step_side<false>(kernel_tick);
    if (step == Step::waits) return Pause::limit;
    if (step == Step::outside) return Pause::outside;
  }
  if (stop_ >= limit) return Pause::limit;
  stopped_ = true;
  return Pause::stopped;
}

// The next event. The sides have code of their own, so that the host can foresee who receives a message.
template <bool core>
[[gnu::always_inline]] inline Scheduler::Step Scheduler::step_side(Tick kernel_tick) {
  TimingWheel& queue = core ? core_ : fabric_;
  Event& event = queue.top();
  const bool wake = is_wake(event);
  if (!wake && waits_for_kernel(event, kernel_tick)) return Step::waits;
  queue.remove(event);
  now_ = event.time;
  if (handled_ >= next_check_) check_progress();
  if (wake) {
    run_agent(event);
    return Step::done;
  }
  return deliver<core>(static_cast<MessageEvent&>(event)) ? Step::outside : Step::done;
}

void Scheduler::run_agent(Event& wake) {
  Member& member = agents_[static_cast<AgentId>(wake.rank >> 40)];
  const bool current = member.wake == wake.time;  // else an earlier wake came in between
  wakes_.release(wake);
  if (!current) return;
  member.wake = kNever;
  ++handled_;
  member.agent->wake(now_);
}

// Inside the fabric a message that found its port busy is handled at once, with the later time: what comes behind it at
// that port is later still; what comes to another port of the agent meanwhile is handled after it, though its time may
// be earlier. A tile must see it at its time, since harts act in between, and so must the kernel.
template <bool core>
[[gnu::always_inline]] inline bool Scheduler::deliver(MessageEvent& event) {
  Message& message = event;
  const Member& member = agents_[message.destination];
  ++handled_;
  if (!core && message.kind == EventKind::injection) {
    network_->inject(event);
    return false;
  }
  if (core) {
    auto& due = tiles_[member.tile].arrivals;
    Tick* arrived = due.data();
    while (*arrived != now_) ++arrived;
    *arrived = due.back();
    due.pop_back();
  }
  const bool outside = member.reach == Reach::outside;
  if (message.kind == EventKind::arrival) {
    message.time = network_->arrive(message);
    if ((core || outside) && message.time != now_) {
      message.kind = EventKind::delivery;
      enqueue(event, member.tile);
      return false;
    }
  }
  if (core) delivering_ = member.tile;
  member.agent->receive(message);
  if (core) delivering_ = kFabric;
  messages_.release(event);
  if (core && woken_ != kNoAgent) settle_wake();
  return outside;
}

bool Scheduler::quiescent() const {
  bool quiescent = true;
  for_each_in_flight([&quiescent](const Message&) { quiescent = false; });
  return quiescent;
}

std::string Scheduler::deadlock_report() const {
  std::string report;
  for (std::size_t id = 0; id < agents_.size(); ++id) {
    const std::string waits = agents_[id].agent->waiting_for();
    std::size_t begin = 0;
    while (begin < waits.size()) {
      const std::size_t end = std::min(waits.find('\n', begin), waits.size());
      report += names_[id] + ": " + waits.substr(begin, end - begin) + "\n";
      begin = end + 1;
    }
  }
  if (!report.empty()) report.pop_back();
  return report;
}

void Scheduler::clear_events() {
  core_.clear();
  fabric_.clear();
}

void Scheduler::reset(std::uint64_t seed) {
  seed_ = seed;
  tie_key_ = mix64(seed);
  now_ = handled_ = 0;
  checked_ = kNever;
  next_check_ = kMostEventsOfTick;
  foreign_sequence_ = 0;
  limit_ = stop_ = kNever;
  stopped_ = false;
  delivering_ = kFabric;
  woken_ = kNoAgent;
  clear_events();
  messages_.clear();
  wakes_.clear();
  lines_.clear();
  for (Tile& tile : tiles_) {
    tile.arrivals.clear();
    tile.granted = 0;
  }
  for (Member& member : agents_) {
    member.sequence = 0;
    member.wake = kNever;
  }
  for (Member& member : agents_) member.agent->reset(seed);
}

void Scheduler::serialize(Archive& archive) {
  if (!archive.loading() && !quiescent())
    throw std::logic_error("scheduler: cannot save while messages are in flight; run on to a quiescent tick");
  if (archive.loading()) reset(seed_);
  archive(seed_, now_, handled_, stop_, foreign_sequence_);
  for (const Tile& tile : tiles_) archive(tile.granted);
  checked_ = kNever;
  next_check_ = handled_ + kMostEventsOfTick;
  tie_key_ = mix64(seed_);
  for (Member& member : agents_) {
    archive(member.sequence, member.wake);
    member.agent->serialize(archive);
  }
  if (!archive.loading()) return;
  clear_events();  // wakes of the reset
  for (std::size_t id = 0; id < agents_.size(); ++id)
    if (agents_[id].wake != kNever) push_wake(static_cast<AgentId>(id), agents_[id].wake);
}

}  // namespace amoeba
