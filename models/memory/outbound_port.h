// Where messages of a cluster become TLM-2.0 transactions to targets outside of it.
// Models: one transaction at a time, non-blocking base protocol, at kernel time equal to the event's time; what comes
// back enters the cluster at the first tick after it. Targets that wait belong behind a LooselyTimedAdapter.
// Not modelled: pipelining on this port. Units: ticks, bytes.
#pragma once
#include <deque>
#include <string>
#include <systemc>
#include <tlm>

#include "amoeba/sched/cluster.h"
#include "amoeba/tlm/payload_pool.h"

namespace amoeba {

class OutboundPort : public sc_core::sc_module, public Agent, public tlm::tlm_bw_transport_if<> {
 public:
  OutboundPort(const sc_core::sc_module_name& name, Cluster& cluster);

  tlm::tlm_initiator_socket<64> socket;
  AgentId id() const { return id_; }

  void receive(Message& message) override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive&) override {}
  std::string waiting_for() const override;

 protected:
  // Begins the work of a request; it calls access() one or several times and then answer().
  virtual void begin(Message& request) = 0;
  // The access has been done; `status` is the target's. `at` is the tick at which the cluster learns of it.
  virtual void accessed(Message& request, const tlm::tlm_generic_payload& payload, Tick at) = 0;

  void access(tlm::tlm_command command, std::uint64_t address, unsigned bytes, const std::byte* data);
  // Ends the request in hand; the next one begins after that.
  void finish();
  const std::deque<Message>& requests() const { return requests_; }  // the one in hand first
  tlm::tlm_generic_payload* payload_in_hand() const { return payload_; }

  Cluster& cluster_;

 private:
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
  void done(const sc_core::sc_time& delay);
  void begin_next();

  AgentId id_;
  PayloadPool pool_;
  tlm::tlm_generic_payload* payload_ = nullptr;
  std::deque<Message> requests_;  // the first one is in hand
  bool in_hand_ = false;
};

}  // namespace amoeba
