// A private first-level cache with a TLM-2.0 hart port: instruction cache or data cache of one tile.
// It is a coherence agent of its own, or lies above a private L2 (PrivateL2), which then is the agent of the tile.
// Models: write-back, write-allocate, MESI by CacheTable; outstanding misses with hit-under-miss and merging (MSHRs);
// write-back buffer; near atomics; LR/SC with a reservation; far atomics and uncached accesses handed on; leases.
// A miss evicts when it is issued, so that a fill always finds its way free.
// Ports and banks of the data array, and prefetching of the data cache, by parameter. While ports or banks are limited
// no lease is granted, since every access must be seen.
// ECC over granules: a store or SC of fewer bytes reads, merges and writes, which takes longer; an AMO reads anyway.
// Not modelled: correction of errors.
// Order at the port: BEGIN_REQ order per hart for overlapping requests, aq and rl; everything else may overtake.
// Units: ticks (latencies), bytes. Errors: TLM response statuses; a protocol violation is std::logic_error.
#pragma once
#include <deque>
#include <memory>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/base/address_map.h"
#include "amoeba/base/statistics.h"
#include "amoeba/cache/bank_timer.h"
#include "amoeba/cache/cache_array.h"
#include "amoeba/cache/port_request.h"
#include "amoeba/cache/prefetcher.h"
#include "amoeba/cache/request_list.h"
#include "amoeba/cache/reservation.h"
#include "amoeba/cache/reuse_predictor.h"
#include "amoeba/cache/tile_agent.h"
#include "amoeba/coherence/cache_protocol.h"
#include "amoeba/coherence/placement.h"
#include "amoeba/sched/agent_interleave.h"
#include "amoeba/sched/cluster.h"
#include "amoeba/sched/refused_request.h"
#include "amoeba/tlm/debug_space.h"
#include "amoeba/tlm/lease.h"

namespace amoeba {

struct L1Parameters {
  std::uint64_t bytes = 16 * 1024;
  unsigned ways = 4;
  Replacement replacement = Replacement::lru;
  Tick hit_latency = 2;
  Tick tag_latency = 1;   // until a miss leaves
  Tick fill_latency = 1;  // from the arrival of data to its use
  Tick amo_latency = 2;   // added by a near atomic
  Tick snoop_latency = 1;
  unsigned ecc_granule = 0;  // bytes; 0: no read-modify-write
  Tick ecc_latency = 0;      // added by a write of fewer bytes
  unsigned mshrs = 4;
  unsigned mshr_targets = 8;
  unsigned write_backs = 2;
  bool instruction_cache = false;
  bool evicts_with_data = false;  // a clean line that is given up carries its data, for an exclusive slice
  BankParameters banks;
  PrefetcherKind prefetcher = PrefetcherKind::none;
  unsigned prefetch_degree = 1;
  bool lr_acquires_unique = false;
  AtomicPlacement placement = AtomicPlacement::all_near;
  ReusePredictorParameters predictor;  // of the adaptive placement
  ReservationParameters reservation;
};

struct L1Statistics {
  std::uint64_t misses = 0, upgrades = 0, merged = 0, blocked = 0;
  std::uint64_t evictions = 0, write_backs = 0, forwards = 0;
  std::uint64_t snoops = 0, snoops_held = 0;
  std::uint64_t prefetches = 0, prefetches_useful = 0, prefetches_late = 0;
  std::uint64_t bank_conflicts = 0;
  std::uint64_t near_atomics = 0, far_atomics = 0;                  // all
  std::uint64_t near_atomics_counted = 0, far_atomics_counted = 0;  // in regions of interest
};

// Where requests go; shared by the caches of a cluster.
struct L1Surroundings {
  Cluster& cluster;
  Network& network;
  const AddressMap& addresses;
  DebugSpace& debug;
  AgentInterleave home_of;
  AgentId io_bridge = kNoAgent;
};

// A hart port may stay unbound: a platform need not drive every cache.
using HartPort = tlm::tlm_target_socket<64, tlm::tlm_base_protocol_types, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;

class PrivateL2;

class L1Cache final : public sc_core::sc_module, public Agent, public LeaseSource, public tlm::tlm_fw_transport_if<> {
 public:
  L1Cache(const sc_core::sc_module_name& name, const L1Parameters& parameters, const L1Surroundings& surroundings,
          TileId tile, const CacheTable& table);
  ~L1Cache() override;

  HartPort port;

  AgentId id() const { return id_; }
  // The port's initiator lives outside of the cluster (not a hart of the same scheduler).
  void set_foreign(bool foreign) { foreign_ = foreign; }
  // Stores to this doubleword are reported to `watcher` as StoreNotice messages once performed.
  void watch(std::uint64_t address, AgentId watcher);
  const L1Statistics& statistics() const { return statistics_; }
  void register_statistics(StatisticsRegistry& registry, const std::string& prefix) const;

  // LeaseSource
  Lease lease(std::uint64_t line, LeaseAccess access) override;
  void set_holder(LeaseHolder& holder) override { holder_ = &holder; }
  unsigned line_bytes() const override { return array_.line_bytes(); }
  Tick hit_latency() const override { return parameters_.hit_latency; }
  unsigned ecc_granule() const override { return parameters_.ecc_granule; }
  Tick ecc_latency() const override { return parameters_.ecc_latency; }

  // Agent
  void receive(Message& message) override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive& archive) override;
  std::string waiting_for() const override;

  // tlm_fw_transport_if, behind `port`
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }

  // --- above a private L2: l1_tile.cpp. What the L2 calls, at the time of an event of its own.
  struct Copy {
    CacheState state = CacheState::I;  // stable
    std::byte* bytes = nullptr;        // null when there is no copy
    bool victim = false;               // on its way down
    bool settled = false;              // in a way, and no request for it is under way
  };
  void set_below(PrivateL2& l2) { l2_ = &l2; }
  Copy copy_of(std::uint64_t line);
  Copy victim(unsigned tag);
  void victim_taken(unsigned tag, Tick at);
  // Makes a settled copy the one that carries the tile's state.
  void take_over(std::uint64_t line, CacheState state);
  // Leaves the copy in state `kept`, no stronger than it was. `evicted` says that the tile loses it to another line.
  void take_back(std::uint64_t line, CacheState kept, bool evicted, Tick at);
  // Ends the transaction `tag`: the line in state `granted`, I for a refused SC; null when the bytes are here already.
  void take_grant(unsigned tag, CacheState granted, const std::byte* bytes, const Message& timing);
  void take_atomic(unsigned tag, const Message& message);
  // What a request of the L2's own tells the home node of the predictor, and what its answer changes.
  std::int8_t bias() const { return adaptive() ? predictor_.bias() : std::int8_t{0}; }
  void adjust_bias(std::int8_t change) {
    if (adaptive()) predictor_.adjust(change);
  }
  // Until when a snoop of the line must wait if the tile holds it uniquely; 0 when it need not.
  Tick resists_until(std::uint64_t line) const { return reservation_.resists_until(line, line_bytes()); }
  const CacheArray& array() const { return array_; }

  // Debug view of what this cache owns or shares: the bytes of `line`, or null. `dirty` says that memory is stale.
  std::byte* debug_bytes(std::uint64_t line, bool& dirty);
  CacheState state_of(std::uint64_t line);

 private:
  // An outstanding transaction on a line, and the requests that wait for it, in port order. Its number is the tag of
  // its messages; write-backs count on from there.
  struct Mshr {
    std::uint64_t line = Way::kNoLine;
    Way* way = nullptr;  // null for a far atomic
    Tick since = 0;
    RequestList targets;
    CacheState state = CacheState::I;
    bool exclusive = false;
    bool prefetch = false;  // nobody has asked for the line yet
    bool busy() const { return line != Way::kNoLine; }
  };
  enum class Outcome : std::uint8_t { done, pending, blocked };
  struct Served {
    Outcome outcome;
    Tick ready = 0;
  };

  // What a message of this cache to itself means (Message::detail).
  enum class Timer : std::uint8_t { release_snoop, retry };
  // What a foreign request or its answer does when the kernel's time is its own (Message::detail).
  enum class Crossing : std::uint8_t { enter, end_request, response };

  // --- port: l1_port.cpp
  void blocking_piece(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  RequestSlot open_request(tlm::tlm_generic_payload& payload, Tick at);
  void close_request(RequestSlot slot);
  tlm::tlm_response_status fault_of(const PortRequest& request) const;
  bool must_wait_for_order(const PortRequest& request) const;
  Served admit(RequestSlot slot, Tick at);
  void enter(RequestSlot slot, Tick at);
  void retry_stalled(Tick at);
  void say_end_request(RequestSlot slot, Tick at);
  void respond(RequestSlot slot, Tick ready);
  void queue_response(RequestSlot slot);
  void send_next_response();
  void send_response(RequestSlot slot);
  void post_crossing(Crossing crossing, RequestSlot slot, Tick at);
  void cross_border(Crossing crossing, RequestSlot slot, Tick at);
  sc_core::sc_time time_left(Tick ready) const;
  Tick foreign_entry(const sc_core::sc_time& delay);
  bool settled_until(Tick at) const;

  // --- requests: l1_requests.cpp
  Served serve(RequestSlot slot, Tick at);
  Served start(RequestSlot slot, Way* way, CacheEvent event, const CacheTransition& next, Tick at);
  Served serve_io(RequestSlot slot, Tick at);
  Served fail_sc(RequestSlot slot, ScFailure reason, Tick at);
  Served postpone(RequestSlot slot, Tick until);
  // Loads and stores come as they like, which a branch would not foresee.
  CacheEvent event_of(const PortRequest& request, CacheState state) const {
    if (request.is_atomic()) return atomic_event_of(request, state);
    return request.kind == PortRequest::Kind::store ? CacheEvent::modify : load_event_;
  }
  CacheEvent atomic_event_of(const PortRequest& request, CacheState state) const;
  bool executes_near(std::uint64_t line, CacheState state) const;
  ReusePredictor::Atomic use_of(const PortRequest& request, Tick latency) const;
  ReusePredictor::Atomic use_of(const PortRequest& request, Tick latency, const Message& completion) const;
  bool adaptive() const { return parameters_.placement == AtomicPlacement::adaptive; }
  Tick perform(RequestSlot slot, Way& way, Tick at);
  Tick merge_latency(const PortRequest& request) const {
    return request.bytes < parameters_.ecc_granule ? parameters_.ecc_latency : 0;
  }
  Tick perform_atomic(PortRequest& request, std::byte* bytes);
  static bool by_doubleword(const PortRequest& request);
  static void copy_enabled(const PortRequest& request, std::byte* to, const std::byte* from);
  void notice_store(const PortRequest& request, Way& way, Tick at);
  bool make_room(Way& way, bool counted, Tick at);
  bool write_back(Way& way, CacheEvent event, bool counted, Tick at);
  void count_hit(const PortRequest& request);
  // When a hit begins.
  Tick access_array(const PortRequest& request, Tick at) { return banks_.limits() ? access_bank(request, at) : at; }
  Tick access_bank(const PortRequest& request, Tick at);
  void demand_prefetched(Way& way, Mshr* mshr, bool counted, Tick at);
  void train_prefetcher(std::uint64_t line, bool counted, Tick at) {
    if (prefetcher_.active()) prefetch_after(line, counted, at);
  }
  void prefetch_after(std::uint64_t line, bool counted, Tick at);
  void prefetch_line(std::uint64_t line, bool counted, Tick at);
  void count_atomic(const PortRequest& request, bool near);

  // --- towards a private L2: l1_tile.cpp
  AgentId below(std::uint64_t line) const { return l2_ == nullptr ? around_.home_of(line) : l2_agent(); }
  void send_below(PooledMessage& message, Tick at) {
    l2_ == nullptr ? around_.network.send(message, at) : send_to_l2(message, at);
  }
  AgentId l2_agent() const;
  void send_to_l2(PooledMessage& message, Tick at);
  CacheState state_in_tile(std::uint64_t line) const;
  void reservation_ended(Tick at);
  bool hand_down(Way& way, bool counted, Tick at);
  Served start_far_below(RequestSlot slot, Way& way, Tick at);

  // --- messages: l1_messages.cpp
  void handle_timer(const Message& message);
  void handle_snoop(const Message& message, Tick at);
  void answer_snoop(const Message& message, Tick at);
  void forward(const Message& snoop, const Way& way, LineState granted, Tick at);
  void release_held_snoop(Tick at);
  void handle_retry(const Message& message);
  void handle_response(Message& message);
  void handle_write_back_done(WriteBack& entry, const Message& message);
  void handle_io_response(const Message& message);
  void report_reuse(Message& request, std::uint64_t line);
  void learn_reuse(const Mshr& mshr, const Message& message);
  void complete(Mshr& mshr, const Message& message);
  void finish_far(Mshr& mshr, const Message& message);
  void finish(RequestSlot slot, const Message& message, Tick ready);
  void free_mshr(Mshr& mshr, Tick at);
  void stall_again(RequestList& targets);
  void lose(std::uint64_t line, WithdrawReason reason, ScFailure failure, Tick at);
  void post_timer(Timer timer, RequestSlot slot, Tick at);
  PooledMessage& message_to(AgentId destination, Opcode opcode, std::uint64_t line, bool counted) {
    return compose_message(scheduler_, id_, destination, opcode, line, counted);
  }
  void send_request(const Mshr& mshr, unsigned actions, RequestSlot slot, Tick at);
  Mshr* mshr_of(std::uint64_t line) { return busy_mshrs_ == 0 ? nullptr : entry_of(mshrs_, line); }
  Mshr* free_mshr() { return entry_of(mshrs_, Way::kNoLine); }
  WriteBack* write_back_of(std::uint64_t line) { return entry_of(write_backs_, line); }
  std::uint64_t line_of(std::uint64_t address) const { return address & ~std::uint64_t(array_.line_bytes() - 1); }
  CacheTransition transition(CacheState state, CacheEvent event, std::uint64_t line) const {
    const CacheTransition& cell = table_.at(state, event);
    if (cell.actions & kImpossible) report_violation(state, event, line);
    return cell;
  }
  [[noreturn]] void report_violation(CacheState state, CacheEvent event, std::uint64_t line) const;

  struct Outlet;  // carries responses to foreign initiators out of the cluster

  // What every access needs comes first and close together, for the sake of the host's cache.
  Scheduler& scheduler_;
  const CacheTable& table_;
  LeaseHolder* holder_ = nullptr;
  PrivateL2* l2_ = nullptr;         // null: this cache talks to the home nodes itself
  const Region* region_ = nullptr;  // found last
  TileId tile_;
  AgentId id_;
  const CacheEvent load_event_;
  bool foreign_ = false;
  bool responding_ = false;
  bool snoop_held_ = false;
  unsigned busy_mshrs_ = 0;
  unsigned outstanding_ = 0;  // accepted but unfinished requests
  unsigned outstanding_acquires_ = 0;
  RequestList stalled_;    // in port order; the first one waits for a resource or for order
  RequestList responses_;  // wait for END_RESP of the one before
  PortRequests requests_;
  std::vector<RequestSlot> free_requests_;
  std::vector<Mshr> mshrs_;
  std::vector<WriteBack> write_backs_;
  CacheArray array_;
  HitRecord hit_record_;
  L1Statistics statistics_;
  L1Parameters parameters_;
  L1Surroundings around_;

  Reservation reservation_;
  BankTimer banks_;
  Prefetcher prefetcher_;
  ReusePredictor predictor_;
  std::vector<RefusedRequest> refused_;  // by MSHR
  Tick last_entry_ = 0;                  // of a foreign request: the port keeps their order
  RequestSlot io_request_ = kNoRequest;
  Message held_snoop_;  // waits for the reservation window
  Tick held_until_ = 0;
  std::uint64_t watched_ = ~std::uint64_t{0};
  AgentId watcher_ = kNoAgent;
  std::unique_ptr<Outlet> outlet_;

  static constexpr RequestSlot kNoRequest = 0xffff;
};

}  // namespace amoeba
