// Joins sockets of different bus widths: `InitiatorWidth` bits on the initiator's side, `TargetWidth` on the target's.
// Models: nothing; the data array of a generic payload does not depend on the bus width, so calls pass unchanged and
// take no time. Not modelled: the beats that a narrower bus needs; a target that charges them knows its own width.
// Errors: none of its own; a transfer longer than the bus is a burst, which the target takes or refuses.
#pragma once
#include <systemc>
#include <tlm>

namespace amoeba {

template <unsigned InitiatorWidth, unsigned TargetWidth>
class WidthAdapter : public sc_core::sc_module, public tlm::tlm_fw_transport_if<>, public tlm::tlm_bw_transport_if<> {
 public:
  tlm::tlm_target_socket<InitiatorWidth> target_socket{"target_socket"};
  tlm::tlm_initiator_socket<TargetWidth> initiator_socket{"initiator_socket"};

  explicit WidthAdapter(const sc_core::sc_module_name& name) : sc_module(name) {
    target_socket.bind(*this);
    initiator_socket.bind(*this);
  }

 private:
  using Payload = tlm::tlm_generic_payload;

  void b_transport(Payload& payload, sc_core::sc_time& delay) override {
    initiator_socket->b_transport(payload, delay);
  }
  tlm::tlm_sync_enum nb_transport_fw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override {
    return initiator_socket->nb_transport_fw(payload, phase, delay);
  }
  tlm::tlm_sync_enum nb_transport_bw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override {
    return target_socket->nb_transport_bw(payload, phase, delay);
  }
  unsigned transport_dbg(Payload& payload) override { return initiator_socket->transport_dbg(payload); }
  bool get_direct_mem_ptr(Payload& payload, tlm::tlm_dmi& dmi) override {
    return initiator_socket->get_direct_mem_ptr(payload, dmi);
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64 start, sc_dt::uint64 end) override {
    target_socket->invalidate_direct_mem_ptr(start, end);
  }
};

}  // namespace amoeba
