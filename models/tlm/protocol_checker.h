// A transparent module to put in line on a pair of sockets, which checks the base protocol (rules: protocol_rule.h).
// Models: nothing; it takes no time and changes nothing. Bind the initiator to target_socket, and initiator_socket to
// the target. `Width` is the sockets' bus width in bits. Errors: as ProtocolMonitor reports them, under this module's
// name.
#pragma once
#include <systemc>
#include <tlm>

#include "amoeba/tlm/protocol_monitor.h"

namespace amoeba {

template <unsigned Width = 64>
class ProtocolChecker : public sc_core::sc_module,
                        public tlm::tlm_fw_transport_if<>,
                        public tlm::tlm_bw_transport_if<> {
 public:
  tlm::tlm_target_socket<Width> target_socket{"target_socket"};
  tlm::tlm_initiator_socket<Width> initiator_socket{"initiator_socket"};

  explicit ProtocolChecker(const sc_core::sc_module_name& name) : sc_module(name), monitor_(this->name()) {
    target_socket.bind(*this);
    initiator_socket.bind(*this);
  }
  const ProtocolMonitor& monitor() const { return monitor_; }

 private:
  using Payload = tlm::tlm_generic_payload;

  void b_transport(Payload& payload, sc_core::sc_time& delay) override {
    monitor_.before_blocking(payload, delay);
    initiator_socket->b_transport(payload, delay);
    monitor_.after_blocking(payload, delay);
  }
  tlm::tlm_sync_enum nb_transport_fw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override {
    const auto call = monitor_.before_forward(payload, phase, delay);
    const tlm::tlm_sync_enum status = initiator_socket->nb_transport_fw(payload, phase, delay);
    monitor_.after_forward(payload, call, status, phase, delay);
    return status;
  }
  tlm::tlm_sync_enum nb_transport_bw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override {
    const auto call = monitor_.before_backward(payload, phase, delay);
    const tlm::tlm_sync_enum status = target_socket->nb_transport_bw(payload, phase, delay);
    monitor_.after_backward(payload, call, status, phase, delay);
    return status;
  }
  unsigned transport_dbg(Payload& payload) override {
    const unsigned count = initiator_socket->transport_dbg(payload);
    monitor_.after_debug(payload, count);
    return count;
  }
  bool get_direct_mem_ptr(Payload& payload, tlm::tlm_dmi& dmi) override {
    return initiator_socket->get_direct_mem_ptr(payload, dmi);
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64 start, sc_dt::uint64 end) override {
    target_socket->invalidate_direct_mem_ptr(start, end);
  }

  ProtocolMonitor monitor_;
};

}  // namespace amoeba
