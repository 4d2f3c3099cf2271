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

void Scheduler::push(const EventEntry& entry, TileId tile) {
  Queue& queue = tile == kFabric ? fabric_ : core_;
  if (use_heap_) {
    queue.heap.push(entry);
  } else {
    queue.wheel.push(entry);
  }
}

void Scheduler::check_not_past(const Message& message, Tick at) const {
  const TileId tile = agents_[message.destination].tile;
  if (at >= now_ && (tile == kFabric || at >= granted_[tile])) return;
  const bool own = message.source != kNoAgent && agents_[message.source].tile == tile;
  if (at >= now_ && own) return;
  throw std::logic_error("scheduler: a message to " + names_[message.destination] + " at tick " + std::to_string(at) +
                         " lies in its past; an edge latency is larger than the edge");
}

void Scheduler::post(const Message& message, Tick at) {
  const std::uint32_t index = copy_to_pool(message, at);
  pool_[index].sequence = message.source == kNoAgent ? foreign_sequence_++ : agents_[message.source].sequence++;
  enqueue(index);
}

void Scheduler::post_arrival(const Message& message, Tick at, Tick in_network) {
  const std::uint32_t index = copy_to_pool(message, at);
  Message& arrival = pool_[index];
  arrival.sequence = message.source == kNoAgent ? foreign_sequence_++ : agents_[message.source].sequence++;
  arrival.kind = EventKind::arrival;
  arrival.network += static_cast<std::uint32_t>(in_network);
  enqueue(index);
}

void Scheduler::post_again(const Message& message, Tick at) {
  enqueue(copy_to_pool(message, at));
}

std::uint32_t Scheduler::copy_to_pool(const Message& message, Tick at) {
  check_not_past(message, at);
  const std::uint32_t index = pool_.acquire();
  pool_[index] = message;
  pool_[index].time = at;
  return index;
}

void Scheduler::enqueue(std::uint32_t index) {
  const Message& message = pool_[index];
  const std::uint64_t hash = mix64(tie_key_ ^ message.time ^ std::uint64_t(message.requester) << 48);
  const TileId tile = agents_[message.destination].tile;
  if (tile != kFabric) arrivals_[tile].push_back(message.time);
  ++in_flight_;
  push({message.time, rank_of(message.kind, message.destination, hash),
        std::uint64_t(message.source) << 32 | message.sequence, index},
       tile);
}

EventEntry Scheduler::wake_entry(AgentId agent, Tick at) const {
  return {at, rank_of(EventKind::wake, agent, 0), 0, kWake};
}

void Scheduler::wake(AgentId agent, Tick at) {
  Member& member = agents_[agent];
  if (at >= member.wake) return;
  member.wake = at;
  push(wake_entry(agent, at), member.tile);
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

Scheduler::Queue& Scheduler::earlier_queue() {
  const Tick core = core_next(), fabric = fabric_next();
  if (core != fabric) return core < fabric ? core_ : fabric_;
  return top(core_).before(top(fabric_)) ? core_ : fabric_;
}

bool Scheduler::waits_for_kernel(const EventEntry& entry, Tick kernel_tick) const {
  return entry.index != kWake && entry.time > kernel_tick &&
         agents_[pool_[entry.index].destination].reach == Reach::outside;
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
    Queue& queue = earlier_queue();
    if (waits_for_kernel(top(queue), kernel_tick)) return Pause::limit;
    if (dispatch(pop(queue))) return Pause::outside;
  }
}

void Scheduler::check_progress(Tick time) {
  if (time != now_) {
    events_of_tick_ = 0;
  } else if (++events_of_tick_ == kMostEventsOfTick) {
    throw std::logic_error("scheduler: no progress beyond tick " + std::to_string(time) + "; waiting are\n" +
                           deadlock_report());
  }
}

bool Scheduler::dispatch(const EventEntry& entry) {
  now_ = entry.time;
  if (entry.index == kWake) {
    const AgentId agent = static_cast<AgentId>(entry.rank >> 40);
    Member& member = agents_[agent];
    if (member.wake != entry.time) return false;  // an earlier wake came in between
    member.wake = kNever;
    ++handled_;
    member.agent->wake(now_);
    return false;
  }
  ++handled_;
  --in_flight_;
  Message& message = pool_[entry.index];
  const Member& member = agents_[message.destination];
  if (member.tile != kFabric) {
    auto& due = arrivals_[member.tile];
    *std::find(due.begin(), due.end(), entry.time) = due.back();
    due.pop_back();
  }
  const bool outside = member.reach == Reach::outside;
  const bool arrived = message.kind != EventKind::arrival || network_->arrive(message);
  if (arrived) member.agent->receive(message);
  pool_.release(entry.index);
  return arrived && outside;
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
  clear_events();
  pool_.clear();
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
    if (agents_[id].wake != kNever) push(wake_entry(static_cast<AgentId>(id), agents_[id].wake), agents_[id].tile);
}

}  // namespace amoeba
