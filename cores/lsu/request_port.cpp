#include "amoeba/cores/lsu/request_port.h"

namespace amoeba {

namespace {

constexpr unsigned kLongestRequest = 16;

std::uint64_t units_per_picosecond() {
  static const std::uint64_t units = sc_core::sc_time(1, sc_core::SC_PS).value();
  return units;
}

}  // namespace

RequestPort::RequestPort(tlm::tlm_initiator_socket<64>& socket, const TimeBase& time_base, Client& client)
    : socket_(socket), time_base_(time_base), client_(client), pool_(kLongestRequest) {
  socket.bind(*this);
}

void RequestPort::reset() {
  epoch_ = sc_core::sc_time_stamp();
  waiting_ = nullptr;
}

sc_core::sc_time RequestPort::delay_until(Tick at) const {
  return sc_core::sc_time::from_value(time_base_.picoseconds(at) * units_per_picosecond()) + epoch_ -
         sc_core::sc_time_stamp();
}

Tick RequestPort::tick_at(const sc_core::sc_time& delay) const {
  return time_base_.tick((sc_core::sc_time_stamp() + delay - epoch_).value() / units_per_picosecond());
}

void RequestPort::send(tlm::tlm_generic_payload& payload, Tick at) {
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay = delay_until(at);
  waiting_ = &payload;
  const tlm::tlm_sync_enum answer = socket_->nb_transport_fw(payload, phase, delay);
  if (answer == tlm::TLM_ACCEPTED) return;  // END_REQ or the response may even have come meanwhile
  waiting_ = nullptr;
  if (answer == tlm::TLM_UPDATED && phase == tlm::END_REQ) return;
  const Tick done = tick_at(delay);
  if (answer == tlm::TLM_UPDATED) end_response(payload, delay);
  client_.responded(payload, done, false);
}

void RequestPort::end_response(tlm::tlm_generic_payload& payload, sc_core::sc_time delay) {
  tlm::tlm_phase phase = tlm::END_RESP;
  socket_->nb_transport_fw(payload, phase, delay);
}

tlm::tlm_sync_enum RequestPort::nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                sc_core::sc_time& delay) {
  const Tick at = tick_at(delay);
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
