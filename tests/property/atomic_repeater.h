// A planted fault between an initiator and a cache: every eighth AMO that completes at once is executed again.
#pragma once
#include <systemc>
#include <tlm>

#include "amoeba/tlm/atomic_extension.h"

namespace amoeba {

class AtomicRepeater : public sc_core::sc_module, public tlm::tlm_fw_transport_if<>, public tlm::tlm_bw_transport_if<> {
 public:
  tlm::tlm_target_socket<64> target_socket{"target_socket"};
  tlm::tlm_initiator_socket<64> initiator_socket{"initiator_socket"};

  explicit AtomicRepeater(const sc_core::sc_module_name& name) : sc_module(name) {
    target_socket.bind(*this);
    initiator_socket.bind(*this);
  }

 private:
  using Payload = tlm::tlm_generic_payload;

  tlm::tlm_sync_enum nb_transport_fw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override {
    sc_core::sc_time again = delay;
    const tlm::tlm_sync_enum answer = initiator_socket->nb_transport_fw(payload, phase, delay);
    const auto* atomic = payload.get_extension<AtomicExtension>();
    const bool amo = atomic != nullptr && atomic->kind == AtomicExtension::Kind::atomic && atomic->op < AtomicOp::lr;
    if (answer == tlm::TLM_COMPLETED && amo && ++count_ % 8 == 0)
      initiator_socket->nb_transport_fw(payload, phase, again);
    return answer;
  }
  tlm::tlm_sync_enum nb_transport_bw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override {
    return target_socket->nb_transport_bw(payload, phase, delay);
  }
  void b_transport(Payload& payload, sc_core::sc_time& delay) override {
    initiator_socket->b_transport(payload, delay);
  }
  unsigned transport_dbg(Payload& payload) override { return initiator_socket->transport_dbg(payload); }
  bool get_direct_mem_ptr(Payload&, tlm::tlm_dmi&) override { return false; }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  unsigned count_ = 0;
};

}  // namespace amoeba
