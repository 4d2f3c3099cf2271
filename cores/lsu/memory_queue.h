// The load/store queue of a hart that executes out of order: every load, store, atomic and fence in program order, from
// dispatch until it is retired and performed.
// Models: an operation is performed as soon as no older unperformed one is kept before it (preserved_order.h); loads
// speculate, everything that writes waits until its instruction is certain to retire; store-to-load forwarding byte by
// byte when stores of the hart cover the load wholly, else the load waits for them; never from an AMO or SC. A load
// that went ahead of an older load is executed again when its line is lost before the older one has its value, one that
// went ahead of a store whose address was not known when they turn out to overlap. Retired stores drain in order, one
// at a time, or in any order that is allowed; stores to one line may leave together. What needs the device region or
// crosses a line is performed alone, as the oldest instruction. Requests carry neither aq nor rl: the queue has waited.
// Options, off by default: atomics or stores are performed before they retire, as soon as nothing can squash them, a
// pair of LR and SC as a whole before older ones; loads take what stores cover in part and the rest from the cache; SCs
// fail for no reason, as soon as their address is known.
// Not modelled: queues per kind of access with search ports of their own; more than kMost operations.
// Units: ticks, bytes. Errors: std::logic_error when saved while requests are outstanding.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/random.h"
#include "amoeba/cores/lsu/dependence_predictor.h"
#include "amoeba/cores/lsu/lease_table.h"
#include "amoeba/cores/lsu/memory_access.h"
#include "amoeba/cores/lsu/memory_observer.h"
#include "amoeba/cores/lsu/queued_access.h"
#include "amoeba/cores/lsu/request_port.h"
#include "amoeba/tlm/lease.h"

namespace amoeba {

struct MemoryQueueConfiguration {
  unsigned hart_id = 0;
  unsigned loads = 16;        // loads and LRs that have not retired
  unsigned stores = 16;       // stores, AMOs and SCs that are not performed
  unsigned store_buffer = 8;  // of these, retired stores
  unsigned load_ports = 1;    // loads performed per cycle
  unsigned outstanding_atomics = 1;
  MemoryOrder order;
  bool relaxed_drain = false;
  bool write_combining = false;
  Tick drain_delay = 0;   // from retirement to the first try
  Tick drain_jitter = 0;  // random part of it
  Tick issue_jitter = 0;  // random delay of each access
  bool early_atomics = false;
  bool early_stores = false;
  bool merged_forwarding = false;
  unsigned sc_failures = 0;  // of a thousand
};

class MemoryQueue final : public LeaseHolder, private RequestPort::Client {
 public:
  static constexpr unsigned kMost = 64;

  class Client {
   public:
    virtual ~Client() = default;
    // The access has its value, usable from result.at on; of a store: it is performed.
    virtual void performed(const QueuedAccess& access, const AccessResult& result) = 0;
    // An AMO whose value nobody wants is on its way.
    virtual void posted(const QueuedAccess& access, Tick at) = 0;
    // The load must be executed again, and so must everything younger.
    virtual void replay(std::uint64_t owner, Tick at) = 0;
    // Only where a rule of order is not enforced: a guess of the load's value, until performed() or replay().
    virtual void guessed(const QueuedAccess& access, Tick usable) = 0;
    // There may be something to do at `at`.
    virtual void resume(Tick at) = 0;
    // Ticks until `at` that the hart has not waited for memory.
    virtual std::uint64_t work(Tick at) const = 0;
  };

  MemoryQueue(tlm::tlm_initiator_socket<64>& socket, const KernelClock& clock, LeaseSource& leases,
              const MemoryQueueConfiguration& configuration, Client& client);
  void reset(std::uint64_t seed, std::uint64_t agent);
  void serialize(Archive& archive);
  void set_observer(MemoryObserver* observer) { observer_ = observer; }  // null: nobody

  // --- the core's side, each at its tick `t`; operations are named by their position
  bool room(QueuedAccess::Kind kind) const;
  std::uint64_t push(const QueuedAccess& access);
  void set_address(std::uint64_t position, std::uint64_t address, bool device, Tick t);
  void set_operand(std::uint64_t position, unsigned which, std::uint64_t value, Tick usable);  // 0: operand, 1: compare
  void add_guesses(std::uint64_t position, std::uint64_t guesses) { at(position).guesses |= guesses; }
  static std::uint64_t guess_of(std::uint64_t load) { return bit(load); }
  // Whether one of these loads, of those older than `position`, is not performed yet.
  bool still_guessed(std::uint64_t guesses, std::uint64_t position) const {
    return guesses != 0 && older_than(position, guesses & unperformed_ & loads_) != 0;
  }
  // Everything before `oldest_end` is the oldest instruction or older; before `certain_end` nothing can squash.
  void set_frontier(std::uint64_t oldest_end, std::uint64_t certain_end, Tick t);
  bool may_retire_store(std::uint64_t position) const;
  void retire(std::uint64_t position, Tick t);
  void squash(std::uint64_t position);  // this operation and all younger ones
  // Whether nothing that happens later can have the load executed again.
  bool settled(std::uint64_t position) const;
  bool crosses_line(std::uint64_t address, unsigned bytes) const { return address % line_bytes_ + bytes > line_bytes_; }
  const QueuedAccess& operator[](std::uint64_t position) const { return entries_[position % kMost]; }
  std::uint64_t end() const { return tail_; }
  // Of those that have retired.
  bool stores_performed() const {
    return buffered_ == 0 && older_than(retired_, unperformed_ & special_ & ~fences_) == 0;
  }
  // How long the last store that drained took, for whoever waited for it.
  const LatencyBreakdown& drain_latency() const { return drain_latency_; }

  // Performs what can be at tick `t`, oldest first.
  void advance(Tick t);
  Tick next() const { return attempt_; }

  // --- the hart's view of its reservation
  enum class Reservation : std::uint8_t { none, held, broken_by_trap };
  bool reservation_stands() const { return reservation_ == Reservation::held && reservation_lost_ == kNever; }
  Tick reservation_lost() const { return reservation_lost_; }
  void break_reservation() {
    if (reservation_ == Reservation::held) reservation_ = Reservation::broken_by_trap;
  }

  void withdraw(std::uint64_t line, WithdrawReason reason, Tick at) override;
  std::string waiting_for() const;

 private:
  using Mask = std::uint64_t;  // one bit per place in the queue
  using Kind = QueuedAccess::Kind;
  static constexpr std::uint64_t kNowhere = ~std::uint64_t{0};

  struct Flight {
    tlm::tlm_generic_payload* payload;
    std::uint64_t position;  // kNowhere: squashed meanwhile
    Tick since;
  };
  // What the older operations say to one that wants to be performed.
  struct LookBack {
    bool open = true;
    Tick until = kNever;   // when data to forward are usable; kNever: when something else changes
    unsigned covered = 0;  // bytes that stores of the hart feed
    std::uint64_t value = 0;
    std::uint64_t from = kNowhere;  // the oldest store that does
  };

  static Mask bit(std::uint64_t position) { return Mask{1} << position % kMost; }
  QueuedAccess& at(std::uint64_t position) { return entries_[position % kMost]; }
  Mask by_age(Mask places) const;          // bit k: position head_ + k
  Mask places(std::uint64_t count) const;  // of so many, from head_ on
  Mask older_than(std::uint64_t position, Mask places) const;
  Tick random_delay(Tick longest);
  void try_again(Tick at) { attempt_ = at < attempt_ ? at : attempt_; }

  // --- memory_queue.cpp: order
  LookBack look_back(std::uint64_t position, const QueuedAccess& younger, Tick t) const;
  bool waits(const QueuedAccess& older, const QueuedAccess& younger, const PairRelation& pair, bool certain) const;
  enum class UnknownAddress : std::uint8_t { overlaps, does_not };
  bool ran_ahead(std::uint64_t position, UnknownAddress unknown) const;
  Mask misled_by_store(std::uint64_t position) const;
  Mask stale_behind(std::uint64_t position) const;
  void replay_from(Mask loads, Tick t);

  // --- memory_queue_access.cpp: performing
  void attempt(std::uint64_t position, Tick t);
  void try_load(std::uint64_t position, QueuedAccess& access, Tick t);
  void guess(QueuedAccess& access, Tick t);
  bool misguessed(QueuedAccess& access, std::uint64_t value, Tick t);
  void try_store(std::uint64_t position, QueuedAccess& access, Tick t);
  void try_atomic(std::uint64_t position, QueuedAccess& access, Tick t);
  void try_alone(std::uint64_t position, QueuedAccess& access, Tick t);
  bool atomics_allow(std::uint64_t position) const;

  // --- memory_queue_reservation.cpp: LR and SC
  bool conditional_before(std::uint64_t position) const;
  bool pairs(std::uint64_t position) const {
    return (*this)[position].kind == Kind::load_reserved || (*this)[position].kind == Kind::store_conditional;
  }
  std::uint64_t paired_before(std::uint64_t position, Mask places) const;
  std::uint64_t paired_after(std::uint64_t position) const;
  bool may_reserve(std::uint64_t position, Tick t);
  bool ends_soon(std::uint64_t load_reserved) const;
  bool may_overtake(std::uint64_t load_reserved, Tick t);
  void reserve(std::uint64_t load_reserved);
  bool has_reserved(std::uint64_t store_conditional) const;
  bool reservation_serves(std::uint64_t store_conditional) const;
  void fail_store_conditional(std::uint64_t position, QueuedAccess& access, Tick t);
  void turn_into_load(std::uint64_t load_reserved);
  void give_up(std::uint64_t position, QueuedAccess& access, Tick t);
  void end_reservation() {
    reservation_ = Reservation::none;
    open_pair_ = kNowhere;
  }

  // --- memory_queue_access.cpp: performing
  void settle(Tick t);
  void complete(std::uint64_t position);
  void expect(std::uint64_t position, Tick performed);
  void trim();
  const Lease* read_lease(std::uint64_t address);
  const Lease* write_lease(std::uint64_t address);
  const Lease* new_lease(std::uint64_t address, LeaseAccess access);
  MemoryEvent event_of(std::uint64_t position) const;
  void observe(std::uint64_t position, const AtomicValue& read);
  bool send(std::uint64_t position, QueuedAccess& access, Tick t);
  void fill(tlm::tlm_generic_payload& payload, const QueuedAccess& access, Tick t);
  void finish(std::uint64_t position, QueuedAccess& access, AccessResult& result);
  void responded(tlm::tlm_generic_payload& payload, Tick at, bool later) override;
  void accepted(Tick at) override;

  LeaseSource& leases_;
  Client& client_;
  RequestPort port_;
  LeaseTable held_;
  const MemoryQueueConfiguration configuration_;
  const unsigned line_bytes_;
  const Tick hit_latency_;
  const unsigned ecc_granule_;
  const Tick ecc_latency_;

  std::array<QueuedAccess, kMost> entries_;
  std::uint64_t head_ = 0;  // oldest position that is not both retired and performed
  std::uint64_t retired_ = 0;
  std::uint64_t tail_ = 0;
  Mask unperformed_ = 0;  // fences too, until everything older is performed
  Mask settling_ = 0;     // of these, performed at a tick that is known
  Mask candidates_ = 0;   // have address and data, and were not sent
  Mask fences_ = 0;
  Mask loads_ = 0;    // plain loads
  Mask stores_ = 0;   // plain stores
  Mask special_ = 0;  // neither a plain load nor a plain store without annotations
  unsigned load_count_ = 0;
  unsigned store_count_ = 0;
  unsigned buffered_ = 0;
  unsigned loads_left_ = 0;  // ports free in this tick
  std::uint64_t oldest_end_ = 0;
  std::uint64_t certain_end_ = 0;
  Tick attempt_ = kNever;

  std::vector<Flight> flights_;
  Tick port_free_ = 0;
  Tick drain_at_ = 0;
  std::uint64_t drained_line_ = kNowhere;  // written at tick drained_at_
  Tick drained_at_ = 0;
  LatencyBreakdown drain_latency_;
  Reservation reservation_ = Reservation::none;
  std::uint64_t reserved_line_ = 0;
  std::uint64_t open_pair_ = kNowhere;  // the LR that was performed and whose SC was not
  Tick reservation_lost_ = kNever;
  DependencePredictor dependence_;
  std::uint64_t likely_value_ = 1;  // what a guess is that is not 0
  Random random_;
  MemoryObserver* observer_ = nullptr;
};

}  // namespace amoeba
