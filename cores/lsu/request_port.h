// One initiator socket of a hart: sends requests of the base protocol and turns annotated times into ticks.
// Models: early completion, END_REQ backpressure (one request waits to be accepted, no further one is begun), responses
// in any order. Not modelled: requests of more than 16 bytes.
// Units: ticks since reset; kernel time appears here only. Errors: SC_REPORT_ERROR of kPhaseReport on a foreign phase.
#pragma once
#include <systemc>
#include <tlm>

#include "amoeba/sched/kernel_clock.h"
#include "amoeba/tlm/payload_pool.h"

namespace amoeba {

class RequestPort final : public tlm::tlm_bw_transport_if<> {
 public:
  static constexpr const char* kPhaseReport = "/amoeba/lsu/request_port/phase";

  class Client {
   public:
    virtual ~Client() = default;
    // The response to `payload`, whose data may be used from tick `at` on. `later`: not within send().
    virtual void responded(tlm::tlm_generic_payload& payload, Tick at, bool later) = 0;
    // The port takes requests again from tick `at` on.
    virtual void accepted(Tick at) = 0;
  };

  RequestPort(tlm::tlm_initiator_socket<64>& socket, const KernelClock& clock, Client& client);

  void reset() { waiting_ = nullptr; }
  bool blocked() const { return waiting_ != nullptr; }
  PayloadPool& pool() { return pool_; }
  AtomicExtension& extension(tlm::tlm_generic_payload& payload) const { return PayloadPool::extension(payload); }
  // Not while blocked(). The payload stays the client's until responded().
  void send(tlm::tlm_generic_payload& payload, Tick at);

 private:
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
  void end_response(tlm::tlm_generic_payload& payload, sc_core::sc_time delay);
  void identify_target();

  tlm::tlm_initiator_socket<64>& socket_;
  const KernelClock& clock_;
  Client& client_;
  PayloadPool pool_;
  bool identified_ = false;
  const tlm::tlm_generic_payload* waiting_ = nullptr;  // begun, END_REQ not seen
};

}  // namespace amoeba
