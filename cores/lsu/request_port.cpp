#include "amoeba/cores/lsu/request_port.h"

#include "amoeba/tlm/lease.h"

namespace amoeba {

namespace {

constexpr unsigned kLongestRequest = 16;

}  // namespace

RequestPort::RequestPort(tlm::tlm_initiator_socket<64>& socket, const KernelClock& clock, Client& client)
    : socket_(socket), clock_(clock), client_(client), pool_(kLongestRequest) {
  socket.bind(*this);
}

// One of our own caches, with no adapter or checker in between, leaves the payloads' extensions alone.
void RequestPort::identify_target() {
  identified_ = true;
  if (dynamic_cast<const LeaseSource*>(socket_.operator->()) != nullptr) pool_.set_left_alone();
}

void RequestPort::send(tlm::tlm_generic_payload& payload, Tick at) {
  if (!identified_) identify_target();
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay = clock_.delay_until(at);
  waiting_ = &payload;
  const tlm::tlm_sync_enum answer = socket_->nb_transport_fw(payload, phase, delay);
  if (answer == tlm::TLM_ACCEPTED) return;  // END_REQ or the response may even have come meanwhile
  waiting_ = nullptr;
  if (answer == tlm::TLM_UPDATED && phase == tlm::END_REQ) return;
  const Tick done = clock_.tick_at(delay);
  if (answer == tlm::TLM_UPDATED) end_response(payload, delay);
  client_.responded(payload, done, false);
}

void RequestPort::end_response(tlm::tlm_generic_payload& payload, sc_core::sc_time delay) {
  tlm::tlm_phase phase = tlm::END_RESP;
  socket_->nb_transport_fw(payload, phase, delay);
}

tlm::tlm_sync_enum RequestPort::nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                sc_core::sc_time& delay) {
  const Tick at = clock_.tick_at(delay);
  if (waiting_ == &payload) {  // a response without END_REQ accepts the request as well
    waiting_ = nullptr;
    client_.accepted(at);
  }
  if (phase == tlm::END_REQ) return tlm::TLM_ACCEPTED;
  if (phase != tlm::BEGIN_RESP) SC_REPORT_ERROR(kPhaseReport, "a hart expects END_REQ or BEGIN_RESP on the way back");
  client_.responded(payload, at, true);
  phase = tlm::END_RESP;
  return tlm::TLM_COMPLETED;
}

}  // namespace amoeba
