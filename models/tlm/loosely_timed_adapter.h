// Lets a loosely timed target, whose b_transport may wait, serve initiators that call nb_transport.
// Models: a queue of `depth` accepted requests; one thread executes them in order of arrival, each at its annotated
// time, and responds when the target returns and its delay has passed. A request that finds the queue full gets END_REQ
// when a place falls free. b_transport, debug and DMI calls pass straight through. Not modelled: overlap of two
// accesses at the target; reset while a request is at the target (see idle()). Errors: SC_ERROR of type kReport for a
// phase out of place.
#pragma once
#include <deque>
#include <systemc>
#include <tlm>

namespace amoeba {

class LooselyTimedAdapter : public sc_core::sc_module,
                            public tlm::tlm_fw_transport_if<>,
                            public tlm::tlm_bw_transport_if<> {
 public:
  static constexpr const char* kReport = "/amoeba/tlm/loosely_timed_adapter";

  tlm::tlm_target_socket<64> target_socket{"target_socket"};
  tlm::tlm_initiator_socket<64> initiator_socket{"initiator_socket"};

  explicit LooselyTimedAdapter(const sc_core::sc_module_name& name, unsigned depth = 1);

  // No request is queued, at the target or waiting for END_RESP.
  bool idle() const { return queue_.empty() && !busy_; }

 private:
  using Payload = tlm::tlm_generic_payload;
  struct Request {
    Payload* payload;
    sc_core::sc_time start;
  };

  tlm::tlm_sync_enum nb_transport_fw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_bw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override;
  void b_transport(Payload& payload, sc_core::sc_time& delay) override;
  unsigned transport_dbg(Payload& payload) override;
  bool get_direct_mem_ptr(Payload& payload, tlm::tlm_dmi& dmi) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 start, sc_dt::uint64 end) override;

  void run();
  void accept_refused();
  void execute(const Request& request);
  void respond(Payload& payload);

  unsigned depth_;
  std::deque<Request> queue_;
  bool refused_ = false;           // the last of the queue is beyond the depth and waits for END_REQ
  Payload* responding_ = nullptr;  // waits for END_RESP
  bool busy_ = false;
  sc_core::sc_event arrived_;
  sc_core::sc_event response_ended_;
};

}  // namespace amoeba
