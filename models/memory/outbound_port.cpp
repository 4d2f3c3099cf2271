#include "amoeba/memory/outbound_port.h"

#include <cstring>

namespace amoeba {

OutboundPort::OutboundPort(const sc_core::sc_module_name& name, Cluster& cluster)
    : sc_module(name),
      socket("socket"),
      cluster_(cluster),
      id_(cluster.scheduler().add(*this, kFabric, sc_module::name(), Reach::outside)),
      pool_(cluster.scheduler().lines().line_bytes()) {
  socket.bind(*this);
}

void OutboundPort::receive(Message& message) {
  requests_.push_back(message);
  begin_next();
}

void OutboundPort::begin_next() {
  while (!in_hand_ && !requests_.empty()) {
    in_hand_ = true;
    begin(requests_.front());
  }
}

void OutboundPort::finish() {
  in_hand_ = false;
  requests_.pop_front();
}

void OutboundPort::access(tlm::tlm_command command, std::uint64_t address, unsigned bytes, const std::byte* data) {
  payload_ = pool_.acquire();
  pool_.prepare(*payload_, command, address, bytes);
  if (data != nullptr) std::memcpy(payload_->get_data_ptr(), data, bytes);
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  const tlm::tlm_sync_enum status = socket->nb_transport_fw(*payload_, phase, delay);
  if (status == tlm::TLM_UPDATED && phase == tlm::BEGIN_RESP) {
    tlm::tlm_phase end = tlm::END_RESP;
    sc_core::sc_time end_delay = delay;
    socket->nb_transport_fw(*payload_, end, end_delay);
    done(delay);
  } else if (status == tlm::TLM_COMPLETED) {
    done(delay);
  }
}

tlm::tlm_sync_enum OutboundPort::nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                 sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
  phase = tlm::END_RESP;
  if (&payload != payload_) return tlm::TLM_COMPLETED;  // begun before a reset
  done(delay);
  begin_next();
  return tlm::TLM_COMPLETED;
}

void OutboundPort::done(const sc_core::sc_time& delay) {
  tlm::tlm_generic_payload* payload = payload_;
  payload_ = nullptr;
  accessed(requests_.front(), *payload, cluster_.entry_tick(delay));
  payload->release();
  cluster_.reschedule();
}

void OutboundPort::reset(std::uint64_t) {
  if (payload_ != nullptr) payload_->release();
  payload_ = nullptr;
  requests_.clear();
  in_hand_ = false;
}

std::string OutboundPort::waiting_for() const {
  if (payload_ == nullptr) return {};
  char text[96];
  std::snprintf(text, sizeof text, "waits for the target of address 0x%llx outside of the cluster\n",
                static_cast<unsigned long long>(payload_->get_address()));
  return text;
}

}  // namespace amoeba
