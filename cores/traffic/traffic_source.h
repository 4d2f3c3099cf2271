// A synthetic initiator on the hart port of a first-level cache: a restartable state machine without a program.
// Models: one issue per tick at most, hits through leases, several outstanding misses, back-pressure of the port.
// Not modelled: pipelines, store buffers, fences; an order between accesses is had by TrafficAccess::alone alone.
// Units: ticks. Errors: as RequestPort reports them; std::logic_error when saved with an access in flight.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/cores/lsu/lease_table.h"
#include "amoeba/cores/lsu/request_port.h"
#include "amoeba/cores/traffic/traffic_access.h"
#include "amoeba/sched/scheduler.h"
#include "amoeba/tlm/lease.h"

namespace amoeba {

class TrafficSource : public sc_core::sc_module, public Agent, public LeaseHolder, private RequestPort::Client {
 public:
  struct Surroundings {
    Scheduler& scheduler;
    TileId tile;
    const KernelClock& clock;
    LeaseSource& leases;
    unsigned number;           // hart id of its requests
    unsigned outstanding = 1;  // most accesses in flight
    bool uses_leases = true;   // false: every access takes the socket
  };
  TrafficSource(const sc_core::sc_module_name& name, const Surroundings& surroundings);

  tlm::tlm_initiator_socket<64> port;

  unsigned number() const { return number_; }
  std::uint64_t issued() const { return issued_; }
  Tick last_completion() const { return settled_; }
  // Nothing is in flight and nothing is left to issue.
  bool idle() const { return !has_next_ && in_flight_ == 0; }

  void withdraw(std::uint64_t line, WithdrawReason reason, Tick at) override;
  void receive(Message&) override {}
  void wake(Tick now) override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive& archive) override;
  std::string waiting_for() const override;

 protected:
  // Back to the start of the stream.
  virtual void restart(std::uint64_t seed) = 0;
  // The next access; false when there is none before another one completes. Called after each issue, and after each
  // completion while there is none.
  virtual bool next(TrafficAccess& access) = 0;
  // A hit completes within its issue.
  virtual void completed(const TrafficAccess& /*access*/, const TrafficResult& /*result*/) {}
  // There is a next access again; only while idle().
  void go_on(Tick at);

 private:
  struct Flight {
    TrafficAccess access;
    tlm::tlm_generic_payload* payload = nullptr;  // null: the slot is free
    Tick issued = 0;
    Tick ready = kNever;
  };

  void responded(tlm::tlm_generic_payload& payload, Tick at, bool later) override;
  void accepted(Tick at) override;
  Tick next_issue() const;
  Tick next_completion() const;
  Tick next_event() const { return std::min(next_issue(), next_completion()); }
  // There is one.
  template <class Predicate>
  Flight& flight_where(Predicate&& holds) {
    Flight* flight = flights_.data();
    while (!holds(*flight)) ++flight;
    return *flight;
  }
  void draw(Tick from);
  bool hit(Tick at);
  void send(Tick at);
  void complete(Tick at);

  Scheduler& scheduler_;
  TileId tile_;
  LeaseSource& lease_source_;
  unsigned number_;
  bool uses_leases_;
  Tick hit_latency_;
  RequestPort request_port_;
  AgentId id_;
  unsigned outstanding_;
  std::vector<Flight> flights_;

  TrafficAccess next_;
  bool has_next_ = false;
  Tick due_ = 0;      // earliest issue of next_
  Tick settled_ = 0;  // latest completion
  unsigned in_flight_ = 0;
  std::uint64_t issued_ = 0;
  LeaseTable leases_;
};

}  // namespace amoeba
