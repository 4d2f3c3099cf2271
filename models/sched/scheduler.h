// The scheduler of one coherent cluster: events in time order, ties broken by content, and the exact lookahead.
// Events of one tick: core side first, then by kind, destination and content.
// Models: a core side (harts and their first-level caches, grouped in tiles) and a fabric side (everything else).
// Lookahead: horizon(tile) is a tick before which nothing can reach the tile, derived from the pending events and the
// least latency of each kind of edge; an agent of the tile may act up to, not including, that tick without an event of
// its own. In strict mode the horizon is the next tick, so that every access is an event; results are identical.
// Not modelled: what the messages mean. Not thread-safe. Knows nothing of SystemC (see cluster.h).
// Errors: std::logic_error when a message is posted into a tile's past, which means that an edge latency was wrong.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "amoeba/base/random.h"
#include "amoeba/base/ticks.h"
#include "amoeba/sched/agent.h"
#include "amoeba/sched/event_pool.h"
#include "amoeba/sched/event_queue.h"
#include "amoeba/sched/line_pool.h"
#include "amoeba/sched/message.h"
#include "amoeba/sched/network.h"
#include "amoeba/sched/timing_wheel.h"

namespace amoeba {

using TileId = std::uint16_t;
inline constexpr TileId kFabric = 0xffff;  // not in a tile

// Least ticks from an event at an agent of one side to the first event it can cause in another tile.
struct EdgeLatency {
  Tick fabric_to_tile = 1;
  Tick tile_to_tile = 1;
  // And to the first event in its own tile that concerns what others of the tile do, such as an eviction from a cache
  // that they share; kNever when they share none.
  Tick within_tile = kNever;
};

// Whether an agent calls out of the cluster: its events wait until the kernel's time is theirs.
enum class Reach : std::uint8_t { inside, outside };

class Scheduler {
 public:
  explicit Scheduler(unsigned line_bytes, QueueKind queue = QueueKind::wheel);

  // --- elaboration
  TileId add_tile();
  AgentId add(Agent& agent, TileId tile, std::string name, Reach reach = Reach::inside);
  void connect(Network& network) { network_ = &network; }
  void set_edge_latency(const EdgeLatency& edges) { edges_ = edges; }
  const EdgeLatency& edge_latency() const { return edges_; }
  void set_strict(bool strict) { strict_ = strict; }

  // --- for agents
  Tick now() const { return now_; }
  // An empty message, or a copy, to be filled in and then posted once.
  PooledMessage& compose() { return *new (static_cast<PooledMessage*>(&messages_.acquire())) PooledMessage{}; }
  PooledMessage& compose(const Message& content) {
    return *new (static_cast<PooledMessage*>(&messages_.acquire())) PooledMessage{content};
  }
  [[gnu::always_inline]] void post(PooledMessage& message, Tick at) {  // at >= now()
    const TileId tile = agents_[message.destination].tile;
    if (at < now_ || (tile != kFabric && at < tiles_[tile].granted)) return post_own(message, at);
    stamp(message, at);
    enqueue(static_cast<MessageEvent&>(message), tile);
  }
  void post(const Message& message, Tick at) { post(compose(message), at); }
  // For the network: has Network::inject() called at tick `at`, as an event of the fabric, wherever the message goes.
  void post_injection(PooledMessage& message, Tick at);
  // For the network: delivers an injected message at tick `at`. It keeps the number that its source gave it.
  void forward(PooledMessage& message, Tick at) {
    const TileId tile = agents_[message.destination].tile;
    if (at < now_ || (tile != kFabric && at < tiles_[tile].granted)) report_past(message, at);
    message.time = at;
    enqueue(static_cast<MessageEvent&>(message), tile);
  }
  void prefetch(AgentId agent, std::uint64_t address) const { agents_[agent].agent->prefetch(address); }
  void wake(AgentId agent, Tick at);  // the earliest of several calls wins until the agent has woken
  Tick horizon(TileId tile) const;
  // Whoever asked for the horizon goes no further than now() before it asks again.
  void waive(TileId tile) const { tiles_[tile].granted = now_; }
  TileId tile_of(AgentId agent) const { return agents_[agent].tile; }
  Reach reach_of(AgentId agent) const { return agents_[agent].reach; }
  std::size_t agents() const { return agents_.size(); }
  const std::string& name_of(AgentId agent) const { return names_[agent]; }
  LinePool& lines() { return lines_; }
  // Ends the simulation at tick `at`: no agent acts at or after it. The caller's own time must lie at least
  // stop_latency() before `at`, so that nobody can have gone beyond it.
  void stop_at(Tick at) { stop_ = std::min(at, stop_); }
  Tick stop_tick() const { return stop_; }  // kNever until somebody called stop_at()
  Tick stop_latency() const { return std::max(edges_.tile_to_tile, edges_.fabric_to_tile); }

  // --- for the driver
  enum class Pause : std::uint8_t { limit, outside, stopped };
  // Handles events strictly before `limit`. Events of an agent that reaches outside are handled at `kernel_tick` only,
  // and the call returns after one of them (Pause::outside) because the window may have changed.
  Pause run_until(Tick limit, Tick kernel_tick);
  // When run_until() is due again.
  Tick next_event() const { return std::min(next_in_queues(), stop_); }
  bool stopped() const { return stopped_; }
  // The horizon for an initiator outside of the cluster: others of its kind may act from `earliest_foreign` on.
  Tick foreign_horizon(TileId tile, Tick earliest_foreign) const;
  bool quiescent() const;  // only wakes are pending; looks at every event
  std::string deadlock_report() const;
  std::uint64_t events_handled() const { return handled_; }
  template <class Visit>
  void for_each_in_flight(Visit&& visit) const {
    const auto visit_message = [&](const Event& event) {
      if (!is_wake(event)) visit(static_cast<const Message&>(static_cast<const MessageEvent&>(event)));
    };
    core_.for_each(visit_message);
    fabric_.for_each(visit_message);
  }
  void reset(std::uint64_t seed);    // resets every agent as well
  void serialize(Archive& archive);  // every agent as well; std::logic_error unless quiescent

 private:
  struct alignas(kHostLine) MessageEvent : Event, PooledMessage {};
  static_assert(sizeof(MessageEvent) == 2 * kHostLine, "a message must not take a third cache line of the host");
  static constexpr std::uint64_t kMostEventsOfTick = 10'000'000;
  struct Member {
    Agent* agent;
    TileId tile;
    Reach reach;
    std::uint32_t sequence = 0;
    Tick wake = kNever;  // pending wake
  };
  struct Tile {
    std::vector<Tick> arrivals;  // ticks at which messages are due
    std::vector<AgentId> agents;
    mutable Tick granted = 0;  // the last horizon handed out
  };

  Tick next_in_queues() const { return std::min(core_.next_time(), fabric_.next_time()); }
  static bool is_wake(const Event& event) { return event.rank >> 56 == static_cast<unsigned>(EventKind::wake); }
  static std::uint64_t rank_of(EventKind kind, AgentId destination, std::uint64_t tie) {
    return std::uint64_t(kind) << 56 | std::uint64_t(destination) << 40 | tie >> 24;
  }
  // Two requesters come in either order equally often: whether their highest different bit is flipped depends on time.
  std::uint64_t tie_of(Tick time, AgentId requester) const {
    return (time ^ tie_key_) * 0x9e37'79b9'7f4a'7c15 ^ requester * 0xbf58'476d'1ce4'e5b9;
  }
  void stamp(PooledMessage& message, Tick at) {
    message.time = at;
    message.sequence = message.source == kNoAgent ? foreign_sequence_++ : agents_[message.source].sequence++;
  }
  // What is rare leaves by a tail call, here and in the wheel, so that the common case keeps to few registers.
  [[gnu::always_inline]] void enqueue(MessageEvent& event, TileId tile) {
    event.Event::time = event.Message::time;
    event.rank = rank_of(event.kind, event.destination, tie_of(event.Message::time, event.requester));
    event.content = std::uint64_t(event.source) << 32 | event.sequence;
    if (tile != kFabric) {
      auto& arrivals = tiles_[tile].arrivals;
      if (arrivals.size() == arrivals.capacity()) return enqueue_with_room(event, tile);
      arrivals.push_back(event.Message::time);
    }
    queue_of(tile).push(event);
  }
  void enqueue_with_room(MessageEvent& event, TileId tile);
  void post_own(PooledMessage& message, Tick at);  // in a tile's past: an agent of the tile may
  TimingWheel& queue_of(TileId tile) { return tile == kFabric ? fabric_ : core_; }
  void push_wake(AgentId agent, Tick at);
  void settle_wake();
  bool waits_for_kernel(const Event& event, Tick kernel_tick) const;
  // Two agents that wake each other for ever would stop time: std::logic_error.
  void check_progress();
  enum class Step : std::uint8_t { done, outside, waits };  // for the kernel
  template <bool core>
  Step step_side(Tick kernel_tick);
  template <bool core>
  bool deliver(MessageEvent& event);  // true when the agent reached outside
  void run_agent(Event& wake);
  Tick bound(const Tile& tile, Tick cores) const;
  [[noreturn]] void report_past(const Message& message, Tick at) const;
  [[noreturn]] void report_no_progress() const;
  void clear_events();

  bool strict_ = false;
  bool stopped_ = false;
  Tick now_ = 0;
  Tick limit_ = kNever;
  Tick stop_ = kNever;
  EdgeLatency edges_;
  std::uint64_t seed_ = 0;
  std::uint64_t tie_key_ = mix64(0);  // of the seed
  std::uint64_t handled_ = 0;
  Tick checked_ = kNever;                         // now_ when progress was looked at last
  std::uint64_t next_check_ = kMostEventsOfTick;  // of progress: a value of handled_
  std::uint32_t foreign_sequence_ = 0;            // of messages without a source
  TimingWheel core_;
  TimingWheel fabric_;
  LinePool lines_;
  EventPool<MessageEvent> messages_;
  EventPool<Event> wakes_;
  TileId delivering_ = kFabric;  // whose agent handles a message
  AgentId woken_ = kNoAgent;     // by that message, not queued yet
  std::vector<Member> agents_;
  std::vector<std::string> names_;  // of the agents
  std::vector<Tile> tiles_;
  Network* network_ = nullptr;
};

}  // namespace amoeba
