// The load/store unit of a hart: the one place where memory order is decided.
// Models: leases on the fast path, the hart port for everything else with any number of requests outstanding; a store
// buffer that drains first in, first out, one store at a time; forwarding; fences, aq and rl as waits:
//   load           waits for a pending acquire and for stores that cover it in part; a whole cover is forwarded
//   store          waits for a pending acquire and for room; a store that finds the buffer empty and holds a write
//   lease
//                  performs at once
//   AMO, LR, SC    wait for a pending acquire, for older overlapping stores and for older atomics beyond the number
//   that
//                  may be under way; never forward; with rl wait for all older accesses; with aq also for an older one
//                  with rl (the pair of RCsc annotations)
//   fence          waits for older loads (predecessor r) and for older stores (predecessor w)
//   load with aq   waits for older stores with rl (the pair of RCsc annotations); younger accesses wait for it
//   store with rl  waits for all older loads and atomics, then takes its turn in the store buffer
//   device access  waits for all older accesses, and the core waits for it
// Under Ztso and sequential consistency they wait for older accesses besides, as those models ask. Where aq and rl are
// built as full fences, an atomic with either waits for all older accesses, and younger ones wait for it.
// The port below keeps overlapping requests in order, hence same-address order of what is outstanding.
// A store of fewer bytes than the cache's ECC granule always takes the buffer, and holds up the next drain.
// Not modelled: port conflicts between a draining store and a load; speculation.
// Units: ticks, bytes. Errors: std::logic_error when saved while requests are outstanding.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/cores/lsu/lease_table.h"
#include "amoeba/cores/lsu/memory_access.h"
#include "amoeba/cores/lsu/observed_accesses.h"
#include "amoeba/cores/lsu/preserved_order.h"
#include "amoeba/cores/lsu/request_port.h"
#include "amoeba/cores/lsu/store_buffer.h"
#include "amoeba/cores/lsu/translated_leases.h"
#include "amoeba/tlm/lease.h"

namespace amoeba {

// A condition of order: met from tick `at` on (kNever: not known yet), and what the time until then was spent on.
struct Gate {
  Tick at = 0;
  LatencyBreakdown latency;
};

class LoadStoreUnit final : public LeaseHolder, private RequestPort::Client {
 public:
  class Client {
   public:
    virtual ~Client() = default;
    // An access that went through the socket has its result; `later`: not within the call that sent it.
    virtual void performed(const MemoryAccess& access, const AccessResult& result, bool later) = 0;
    // A waiting access may be tried again at `at`.
    virtual void port_ready(Tick at) = 0;
    // The cache took the lease of a line away.
    virtual void line_lost(std::uint64_t line, WithdrawReason reason, Tick at) = 0;
  };

  LoadStoreUnit(tlm::tlm_initiator_socket<64>& socket, const KernelClock& clock, LeaseSource& leases,
                unsigned store_buffer_entries, unsigned outstanding_atomics, const MemoryOrder& order, unsigned hart_id,
                Client& client);
  void reset();
  void serialize(Archive& archive);

  // --- the fast path: with simple(at) true, an access from `at` on that find()s its lease needs no other
  //     question (an access that waited for room must not go back before the drain that made it)
  bool simple(Tick at) const {
    return stores_.empty() && drained_.at <= at && acquired_.at == 0 && retry_.at == 0 &&
           (weak_ || (loads_pending_ == 0 && loads_.at <= at)) && !observed_.active();
  }
  const LeaseTable& leases() const { return held_; }
  // The same by the program's own addresses, while they are translated.
  const LeaseTable& translated_leases() const { return translated_.table(); }
  // The program's address leads to this physical one, where it may store or not.
  void keep_translated(std::uint64_t address, std::uint64_t physical, bool may_store);
  void forget_translated() { translated_.clear(); }
  Tick hit_latency() const { return hit_latency_; }
  // Whether stores may take part in the fast path: with ECC granules each has to see whether the cache is merging.
  bool simple_stores() const { return ecc_granule_ == 0; }
  bool crosses_line(std::uint64_t address, unsigned bytes) const { return address % line_bytes_ + bytes > line_bytes_; }

  // --- order: from when on an access may proceed
  Gate load_gate(std::uint64_t address, unsigned bytes) const;
  Gate store_gate(unsigned stores) const;
  Gate acquire_gate(std::uint64_t address, unsigned bytes) const;  // of a load with aq
  Gate release_gate() const;                                       // of a store with rl
  Gate atomic_gate(const MemoryAccess& access) const;
  Gate fence_gate(bool older_loads, bool older_stores) const;
  Gate device_gate() const;
  Gate retry_gate() const { return retry_; }  // of an access that was refused

  // --- accesses, after their gate
  enum class Outcome : std::uint8_t { hit, sent, refused };  // refused: the port is busy; port_ready() will tell
  Outcome load(const MemoryAccess& access, Tick at, std::uint64_t& value);
  void store(const MemoryAccess& access, Tick at);
  // By the socket whatever the leases say: atomics, devices.
  Outcome request(const MemoryAccess& access, Tick at);
  // An access that was refused will not be tried again.
  void give_up() { retry_ = {}; }

  // --- for an observer, who is to see every access
  void set_observer(MemoryObserver* observer) { observed_.set_observer(observer); }
  void passes_fence(const FenceSets& sets) { observed_.add_fence(sets); }
  // An SC that fails without asking the cache.
  void passes_failed(const MemoryAccess& access, Tick at) {
    observed_.bound(observed_.add(access), {}, at, at, false, false);
  }

  // --- the store buffer drains
  Tick next_drain() const;
  void drain(Tick at);  // at == next_drain()

  // Whether the cache would serve a read of the line at once.
  bool holds(std::uint64_t address) { return read_lease(address) != nullptr; }
  void withdraw(std::uint64_t line, WithdrawReason reason, Tick at) override;
  std::string waiting_for() const;

 private:
  struct Outstanding {
    tlm::tlm_generic_payload* payload;
    MemoryAccess access;
    Tick since;
  };

  const Lease* read_lease(std::uint64_t address);
  const Lease* write_lease(std::uint64_t address);
  const Lease* new_lease(std::uint64_t address, LeaseAccess access);
  void send(const MemoryAccess& access, Tick at);
  void fill(tlm::tlm_generic_payload& payload, const MemoryAccess& access);
  AccessResult result_of(tlm::tlm_generic_payload& payload, const MemoryAccess& access, Tick at) const;
  Gate model_gate(bool older_stores) const;
  void end_release(const Gate& done);
  bool holds_younger(const MemoryAccess& access) const { return access.aq || (drains_ && access.rl); }
  void begin_order(const MemoryAccess& access);
  void end_order(const MemoryAccess& access, const AccessResult& result);
  void responded(tlm::tlm_generic_payload& payload, Tick at, bool later) override;
  void accepted(Tick at) override;

  LeaseSource& leases_;
  Client& client_;
  RequestPort port_;
  LeaseTable held_;
  TranslatedLeases translated_;
  StoreBuffer stores_;
  const unsigned line_bytes_;
  const Tick hit_latency_;
  const unsigned ecc_granule_;
  const Tick ecc_latency_;
  const unsigned atomics_limit_;
  const bool weak_;        // RVWMO
  const bool sequential_;  // sequential consistency; neither: Ztso
  const bool drains_;      // aq and rl are full fences
  const unsigned hart_id_;
  ObservedAccesses observed_;

  std::vector<Outstanding> outstanding_;
  unsigned loads_pending_ = 0;    // loads, AMOs, LR and SC without a response
  unsigned atomics_pending_ = 0;  // of these, what may write
  unsigned releases_pending_ = 0;
  Gate loads_;  // the last of the completed ones
  Gate atomics_;
  Gate atomic_slot_;  // when one of as many atomics as may be under way was performed
  Gate releases_;
  Gate drained_;   // the last store that left the buffer
  Gate acquired_;  // kNever while an acquire is pending
  Gate retry_;     // kNever while a refused access waits for the port
  Tick port_free_ = 0;
  Tick drain_at_ = 0;         // when the front store may be tried
  bool drain_sent_ = false;   // the front store is on its way
  Tick drain_done_ = kNever;  // when its response counts
  LatencyBreakdown drain_latency_;
};

}  // namespace amoeba
