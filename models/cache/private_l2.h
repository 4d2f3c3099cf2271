// A private second-level cache, for instructions and data of one tile, and the tile's coherence agent.
// Models: the tile as ONE agent of the protocol (CacheTable) towards the home nodes, whatever cache of it holds a line:
// the state of a line in the tile is the strongest of those of its copies, a snoop consults all of them, and dirty data
// go out from the newest. Inclusion towards the L1D: inclusive (the eviction of a line takes it back from the first
// level), exclusive (a line moves up when it hits and comes down as a victim), non-inclusive (filled on a miss, but a
// copy above outlives an eviction and takes over its state). Lines of the L1I are always held by the L2 or the L1D, as
// the Arm Cortex-A55 has it (TRM: strictly exclusive with the L1D, pseudo-inclusive with the L1I). Outstanding misses,
// a write-back buffer, replacement.
// Requests of the L1s come as events of the tile; what the L2 does to them (grants, taking back) are direct calls at
// the event's time, so that nothing of a line is ever under way inside of a tile but victims, which are copies, too.
// Requests that lack a resource wait in order, and all behind them; the MSHRs and write-backs of the first level bound
// how many there are.
// Ports and banks of the data array, and prefetching into it, by parameter. Banks are interleaved by line and may be
// busy for several cycles. A hit that reads a line waits for its bank; victims and fills are written behind, when their
// bank is free, and keep it from others. The prefetcher learns of the misses of both first-level caches and of the
// first use of each line it brought; who comes for a line that is on its way waits and is then served as a hit. Not
// modelled: the banks of snoops and write-backs, which are assumed to find free cycles, and a fill latency (the word
// goes past the L2 on its way up). Units: ticks, bytes. Errors: a protocol violation is std::logic_error.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "amoeba/cache/bank_timer.h"
#include "amoeba/cache/cache_array.h"
#include "amoeba/cache/l1_cache.h"
#include "amoeba/cache/prefetcher.h"
#include "amoeba/cache/tile_agent.h"
#include "amoeba/coherence/cache_protocol.h"
#include "amoeba/coherence/inclusion.h"
#include "amoeba/sched/refused_request.h"

namespace amoeba {

struct L2Parameters {
  std::uint64_t bytes = 256 * 1024;
  unsigned ways = 8;
  Replacement replacement = Replacement::lru;
  Inclusion inclusion = Inclusion::inclusive;
  Tick tag_latency = 2;  // from a request's arrival until it is known to miss
  Tick hit_latency = 8;  // from a request's arrival until the line reaches the first level
  Tick snoop_latency = 1;
  unsigned mshrs = 8;
  unsigned write_backs = 4;
  bool evicts_with_data = false;  // a clean line that is given up carries its data, for an exclusive slice
  unsigned ports = 0;             // accesses to the data array that begin in one cycle; 0: without limit
  unsigned banks = 0;             // 0: without limit
  Tick bank_cycles = 1;           // for which an access keeps its bank
  PrefetcherKind prefetcher = PrefetcherKind::none;
  unsigned prefetch_degree = 1;
};

struct L2Statistics {
  std::uint64_t accesses = 0, accesses_counted = 0;
  std::uint64_t hits = 0, misses = 0, upgrades = 0, merged = 0, blocked = 0;
  std::uint64_t victims = 0, evictions = 0, write_backs = 0, back_invalidations = 0;
  std::uint64_t snoops = 0, snoops_held = 0, forwards = 0;
  std::uint64_t prefetches = 0, prefetches_useful = 0, prefetches_late = 0;
  std::uint64_t bank_conflicts = 0;
};

class PrivateL2 final : public Agent {
 public:
  PrivateL2(const std::string& name, const L2Parameters& parameters, const L1Surroundings& surroundings, TileId tile,
            const CacheTable& table, L1Cache& code, L1Cache& data);

  AgentId id() const { return id_; }
  const L2Statistics& statistics() const { return statistics_; }
  void register_statistics(StatisticsRegistry& registry, const std::string& prefix) const;

  void receive(Message& message) override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive& archive) override;
  std::string waiting_for() const override;

  // --- for the first level
  Tick tag_latency() const { return parameters_.tag_latency; }
  // Whether the L2 itself has the line and the tile may keep it without the first level's copy.
  bool holds(std::uint64_t line);
  // The tile's state of the line.
  CacheState state_of(std::uint64_t line);
  // The hart's reservation has ended: a snoop that waits for it need wait no longer.
  void reservation_ended(Tick at);

  // Debug view of the tile: the newest bytes it owns or shares, or null. `dirty` says that memory is stale.
  std::byte* debug_bytes(std::uint64_t line, bool& dirty);
  // Calls visit(bytes) for each copy of the line in the L2 itself.
  template <class Visit>
  void debug_copies(std::uint64_t line, Visit&& visit) {
    if (Way* way = array_.find(line)) visit(array_.bytes(*way));
    for (WriteBack& entry : write_backs_)
      if (entry.line == line && entry.buffer != kNoBuffer) visit(scheduler_.lines().data(entry.buffer));
  }
  const CacheArray& array() const { return array_; }

 private:
  // A line in the tile: where its copies are, and the strongest state.
  struct TileLine {
    Way* way = nullptr;  // in the L2
    L1Cache::Copy data;  // in the L1D, or on the way down from it
    bool code = false;   // in the L1I
    CacheState state = CacheState::I;
  };
  // A transaction of the tile with the home node, and the requests that wait for it, in order of arrival.
  struct Mshr {
    std::uint64_t line = Way::kNoLine;
    Way* way = nullptr;  // null when the line goes to the L1D alone, and for a far atomic
    Tick since = 0;
    CacheState state = CacheState::I;
    Message request;  // that began it
    std::vector<Message> waiting;
    bool prefetch = false;  // begun by no request
    bool busy() const { return line != Way::kNoLine; }
  };
  // What a message of the L2 to itself means (Message::detail).
  enum class Timer : std::uint8_t { line_read, release_snoop, reservation_ended };

  // --- requests of the first level: l2_requests.cpp
  void accept(const Message& request, Tick at);
  bool serve(const Message& request, Tick at, bool line_read);
  bool serve_hit(const Message& request, TileLine& tile, Tick at, bool line_read);
  bool start(const Message& request, TileLine& tile, CacheEvent event, Tick at);
  bool grant(const Message& request, TileLine& tile, const Message& timing);
  bool grant_code(const Message& request, TileLine& tile, const Message& timing);
  bool take_victim(const Message& request, Tick at);
  Way* allocate(std::uint64_t line, bool counted, Tick at);
  bool make_room(Way& way, bool counted, Tick at);
  bool write_back(std::uint64_t line, TileLine& tile, CacheEvent event, bool counted, Tick at);
  void drop(std::uint64_t line, TileLine& tile, Tick at);
  void retry_stalled(Tick at);
  void send_request(const Mshr& mshr, unsigned actions, Tick at);
  Tick access_array(std::uint64_t line, Tick at);
  bool doomed(const Message& request, const TileLine& tile) const;

  // --- prefetching: l2_prefetch.cpp
  bool use_prefetched(Way* way);
  void train_prefetcher(std::uint64_t line, bool counted, Tick at) {
    if (prefetcher_.active()) prefetch_after(line, counted, at);
  }
  void prefetch_after(std::uint64_t line, bool counted, Tick at);
  void prefetch_line(std::uint64_t line, bool counted, Tick at);

  // --- messages of the home nodes: l2_messages.cpp
  void handle_timer(const Message& message);
  void handle_snoop(const Message& message, Tick at);
  void answer_snoop(const Message& snoop, Tick at);
  void release_held_snoop(Tick at);
  void keep(std::uint64_t line, TileLine& tile, Mshr* mshr, CacheState kept, Tick at);
  void handle_retry(const Message& message);
  void handle_response(const Message& message);
  void finish(Mshr& mshr, const Message& message);
  void free_mshr(Mshr& mshr, Tick at);

  TileLine tile_line(std::uint64_t line);
  const std::byte* newest(const TileLine& tile);
  void merge(TileLine& tile);
  void post_timer(const Message& content, Timer timer, Tick at);
  PooledMessage& message_to(AgentId destination, Opcode opcode, std::uint64_t line, bool counted) {
    return compose_message(scheduler_, id_, destination, opcode, line, counted);
  }
  Mshr* mshr_of(std::uint64_t line) { return entry_of(mshrs_, line); }
  WriteBack* write_back_of(std::uint64_t line) { return entry_of(write_backs_, line); }
  bool from_code(const Message& request) const { return request.requester == code_.id(); }
  bool exclusive() const { return parameters_.inclusion == Inclusion::exclusive; }
  std::uint64_t line_of(std::uint64_t address) const { return address & ~std::uint64_t(array_.line_bytes() - 1); }
  CacheTransition transition(CacheState state, CacheEvent event, std::uint64_t line) const;

  L2Parameters parameters_;
  L1Surroundings around_;
  Scheduler& scheduler_;
  std::string name_;
  AgentId id_;
  const CacheTable& table_;
  L1Cache& code_;
  L1Cache& data_;
  CacheArray array_;
  std::vector<Mshr> mshrs_;
  std::vector<RefusedRequest> refused_;  // by MSHR
  std::vector<WriteBack> write_backs_;
  std::deque<Message> stalled_;  // the first one waits for a resource
  BankTimer banks_;
  Prefetcher prefetcher_;
  Message held_snoop_;  // waits for the reservation window
  Tick held_until_ = 0;
  bool snoop_held_ = false;
  L2Statistics statistics_;
};

}  // namespace amoeba
