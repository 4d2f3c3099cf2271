// The scheduler of one coherent cluster: events in time order, ties broken by content, and the exact lookahead.
// Models: a core side (harts and their first-level caches, grouped in tiles) and a fabric side (everything else).
// Lookahead: horizon(tile) is a tick before which nothing can reach the tile, derived from the pending events and the
// least latency of each kind of edge; an agent of the tile may act up to, not including, that tick without an event of
// its own. In strict mode the horizon is the next tick, so that every access is an event; results are identical.
// Not modelled: what the messages mean. Not thread-safe. Knows nothing of SystemC (see cluster.h).
// Errors: std::logic_error when a message is posted into a tile's past, which means that an edge latency was wrong.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "amoeba/base/ticks.h"
#include "amoeba/sched/agent.h"
#include "amoeba/sched/event_queue.h"
#include "amoeba/sched/line_pool.h"
#include "amoeba/sched/message.h"
#include "amoeba/sched/network.h"

namespace amoeba {

using TileId = std::uint16_t;
inline constexpr TileId kFabric = 0xffff;  // not in a tile

// Least ticks from an event at an agent of one side to the first event it can cause in another tile.
struct EdgeLatency {
  Tick fabric_to_tile = 1;
  Tick tile_to_tile = 1;
};

class Scheduler {
 public:
  explicit Scheduler(unsigned line_bytes, QueueKind queue = QueueKind::wheel);

  // --- elaboration
  AgentId add(Agent& agent, TileId tile, std::string name);
  TileId add_tile();
  void connect(Network& network) { network_ = &network; }
  void set_edge_latency(const EdgeLatency& edges) { edges_ = edges; }
  void set_strict(bool strict) { strict_ = strict; }
  bool strict() const { return strict_; }

  // --- for agents
  Tick now() const { return now_; }
  void post(const Message& message, Tick at);  // at >= now()
  void wake(AgentId agent, Tick at);           // the earliest of several calls wins until the agent has woken
  Tick horizon(TileId tile) const;
  TileId tile_of(AgentId agent) const { return agents_[agent].tile; }
  const std::string& name_of(AgentId agent) const { return agents_[agent].name; }
  LinePool& lines() { return lines_; }
  // Ends the simulation at exactly now-or-later tick `at`: no agent acts at or after it. The caller's own time must be
  // at least stop_latency() before `at`.
  void stop_at(Tick at) { stop_ = at < stop_ ? at : stop_; }
  Tick stop_latency() const { return edges_.tile_to_tile; }

  // --- for the driver
  // Handles every event strictly before `limit`; false when it met the stop tick.
  bool run_until(Tick limit);
  Tick next_event() const;
  bool stopped() const { return stopped_; }
  bool quiescent() const;          // only wake events are pending
  std::string deadlock_report() const;
  std::uint64_t events_handled() const { return handled_; }
  std::uint64_t pending_messages() const;
  // Calls visit(message) for each message in flight (debug views).
  template <class Visit>
  void for_each_in_flight(Visit&& visit) const;

  void reset(std::uint64_t seed);  // resets every agent as well
  void serialize(Archive& archive);
};

}  // namespace amoeba
