#include "amoeba/sched/scheduler.h"

#include <stdexcept>

namespace amoeba {

namespace {

std::uint64_t rank_of(EventKind kind, AgentId destination, std::uint64_t hash) {
  return std::uint64_t(kind) << 56 | std::uint64_t(destination) << 40 | (hash & 0xff'ffff'ffff);
}

}  // namespace

Scheduler::Scheduler(unsigned line_bytes, QueueKind queue) : use_heap_(queue == QueueKind::heap), lines_(line_bytes) {}

TileId Scheduler::add_tile() {
  arrivals_.emplace_back();
  granted_.push_back(0);
  return static_cast<TileId>(arrivals_.size() - 1);
}

AgentId Scheduler::add(Agent& agent, TileId tile, std::string name, Reach reach) {
  agents_.push_back({&agent, tile, reach});
  names_.push_back(std::move(name));
  return static_cast<AgentId>(agents_.size() - 1);
}

inline void Scheduler::push(Event& event, TileId tile) {
  Queue& queue = tile == kFabric ? fabric_ : core_;
  queue.next = std::min(queue.next, event.time);
  if (use_heap_) {
    queue.heap.push(event);
  } else {
    queue.wheel.push(event);
  }
}

inline void Scheduler::remove(Queue& queue, Event& top) {
  if (use_heap_) {
    queue.heap.pop();
    queue.next = queue.heap.next_time();
  } else {
    queue.wheel.remove(top);
    queue.next = queue.wheel.next_time();
  }
}

inline void Scheduler::check_not_past(const Message& message, Tick at) const {
  const TileId tile = agents_[message.destination].tile;
  if (at >= now_ && (tile == kFabric || at >= granted_[tile])) return;
  const bool own = message.source != kNoAgent && agents_[message.source].tile == tile;
  if (at < now_ || !own) report_past(message, at);
}

void Scheduler::report_past(const Message& message, Tick at) const {
  throw std::logic_error("scheduler: a message to " + names_[message.destination] + " at tick " + std::to_string(at) +
                         " lies in its past; an edge latency is larger than the edge");
}

// The copy of a message that travels; its sender numbers it.
[[gnu::always_inline]] inline Scheduler::MessageEvent& Scheduler::copy_of(const Message& message, Tick at) {
  check_not_past(message, at);
  MessageEvent& event = messages_.acquire();
  event.message = message;
  event.message.time = at;
  event.message.sequence = message.source == kNoAgent ? foreign_sequence_++ : agents_[message.source].sequence++;
  return event;
}

[[gnu::always_inline]] inline void Scheduler::enqueue(MessageEvent& event) {
  const Message& message = event.message;
  const std::uint64_t hash = mix64(tie_key_ ^ message.time ^ std::uint64_t(message.requester) << 48);
  event.time = message.time;
  event.rank = rank_of(message.kind, message.destination, hash);
  event.content = std::uint64_t(message.source) << 32 | message.sequence;
  const TileId tile = agents_[message.destination].tile;
  if (tile != kFabric) arrivals_[tile].push_back(message.time);
  ++in_flight_;
  push(event, tile);
}

void Scheduler::post(const Message& message, Tick at) {
  enqueue(copy_of(message, at));
}

void Scheduler::post_arrival(const Message& message, Tick at, Tick in_network) {
  MessageEvent& event = copy_of(message, at);
  event.message.kind = EventKind::arrival;
  event.message.network += static_cast<std::uint32_t>(in_network);
  enqueue(event);
}

void Scheduler::push_wake(AgentId agent, Tick at) {
  Event& event = wakes_.acquire();
  event.time = at;
  event.rank = rank_of(EventKind::wake, agent, 0);
  event.content = 0;
  push(event, agents_[agent].tile);
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

Tick Scheduler::arrival_bound(TileId tile) const {
  Tick bound = kNever;
  for (Tick due : arrivals_[tile]) bound = std::min(bound, due);
  return bound;
}

Tick Scheduler::horizon(TileId tile) const {
  if (strict_) return std::min(now_ + 1, stop_);
  Tick bound = std::min({arrival_bound(tile), after(fabric_next(), edges_.fabric_to_tile),
                         after(core_next(), edges_.tile_to_tile), limit_, stop_});
  return granted_[tile] = bound;
}

Tick Scheduler::foreign_horizon(TileId tile, Tick earliest_foreign) const {
  const Tick cores = std::min(core_next(), earliest_foreign);
  const Tick bound = std::min(
      {arrival_bound(tile), after(fabric_next(), edges_.fabric_to_tile), after(cores, edges_.tile_to_tile), stop_});
  return granted_[tile] = std::max(granted_[tile], strict_ ? std::min(bound, earliest_foreign) : bound);
}

inline bool Scheduler::waits_for_kernel(const Event& event, Tick kernel_tick) const {
  return event.time > kernel_tick && !is_wake(event) &&
         agents_[static_cast<const MessageEvent&>(event).message.destination].reach == Reach::outside;
}

inline void Scheduler::check_progress(Tick time) {
  if (time != now_) {
    events_of_tick_ = 0;
  } else if (++events_of_tick_ == kMostEventsOfTick) {
    report_no_progress();
  }
}

void Scheduler::report_no_progress() const {
  throw std::logic_error("scheduler: no progress beyond tick " + std::to_string(now_) + "; waiting are\n" +
                         deadlock_report());
}

Scheduler::Pause Scheduler::run_until(Tick limit, Tick kernel_tick) {
  limit_ = limit;
  while (true) {
    const Tick time = next_event();
    if (time >= limit) return Pause::limit;
    if (time >= stop_) {
      stopped_ = true;
      return Pause::stopped;
    }
    check_progress(time);
    Queue& queue = core_.next == time ? core_ : fabric_;
    Event& event = top(queue);
    if (waits_for_kernel(event, kernel_tick)) return Pause::limit;
    remove(queue, event);
    if (dispatch(event)) return Pause::outside;
  }
}

bool Scheduler::dispatch(Event& event) {
  now_ = event.time;
  if (!is_wake(event)) return deliver(static_cast<MessageEvent&>(event));
  run_agent(event);
  return false;
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

bool Scheduler::deliver(MessageEvent& event) {
  Message& message = event.message;
  const Member& member = agents_[message.destination];
  ++handled_;
  --in_flight_;
  if (member.tile != kFabric) {
    auto& due = arrivals_[member.tile];
    *std::find(due.begin(), due.end(), now_) = due.back();
    due.pop_back();
  }
  if (message.kind == EventKind::arrival) {
    message.time = network_->arrive(message);
    if (message.time != now_) {
      message.kind = EventKind::delivery;
      enqueue(event);
      return false;
    }
  }
  const bool outside = member.reach == Reach::outside;
  delivering_ = member.tile;
  member.agent->receive(message);
  delivering_ = kFabric;
  messages_.release(event);
  if (woken_ != kNoAgent) settle_wake();
  return outside;
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
  for (Queue* queue : {&core_, &fabric_}) {
    queue->next = kNever;
    queue->wheel.clear();
    queue->heap.clear();
  }
}

void Scheduler::reset(std::uint64_t seed) {
  seed_ = seed;
  tie_key_ = mix64(seed);
  now_ = handled_ = in_flight_ = events_of_tick_ = 0;
  foreign_sequence_ = 0;
  limit_ = stop_ = kNever;
  stopped_ = false;
  delivering_ = kFabric;
  woken_ = kNoAgent;
  clear_events();
  messages_.clear();
  wakes_.clear();
  lines_.clear();
  for (auto& due : arrivals_) due.clear();
  std::fill(granted_.begin(), granted_.end(), 0);
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
  archive(seed_, now_, handled_, stop_, granted_, foreign_sequence_);
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
