#include "amoeba/tlm/loosely_timed_adapter.h"

#include <string>

namespace amoeba {

LooselyTimedAdapter::LooselyTimedAdapter(const sc_core::sc_module_name& name, unsigned depth)
    : sc_module(name), depth_(depth) {
  target_socket.bind(*this);
  initiator_socket.bind(*this);
  SC_HAS_PROCESS(LooselyTimedAdapter);
  SC_THREAD(run);
}

tlm::tlm_sync_enum LooselyTimedAdapter::nb_transport_fw(Payload& payload, tlm::tlm_phase& phase,
                                                        sc_core::sc_time& delay) {
  if (phase == tlm::BEGIN_REQ) {
    payload.acquire();
    queue_.push_back({&payload, sc_core::sc_time_stamp() + delay});
    arrived_.notify();
    if (queue_.size() > depth_) {
      refused_ = true;
      return tlm::TLM_ACCEPTED;
    }
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
  }
  if (phase == tlm::END_RESP && responding_ == &payload) {
    responding_ = nullptr;
    response_ended_.notify();
    return tlm::TLM_COMPLETED;
  }
  const std::string text =
      std::string(this->name()) + ": only BEGIN_REQ, and END_RESP of the transaction that responds";
  SC_REPORT_ERROR(kReport, text.c_str());
  return tlm::TLM_ACCEPTED;
}

tlm::tlm_sync_enum LooselyTimedAdapter::nb_transport_bw(Payload&, tlm::tlm_phase&, sc_core::sc_time&) {
  const std::string text = std::string(this->name()) + ": the target answers b_transport by nb_transport_bw";
  SC_REPORT_ERROR(kReport, text.c_str());
  return tlm::TLM_ACCEPTED;
}

void LooselyTimedAdapter::b_transport(Payload& payload, sc_core::sc_time& delay) {
  initiator_socket->b_transport(payload, delay);
}

unsigned LooselyTimedAdapter::transport_dbg(Payload& payload) {
  return initiator_socket->transport_dbg(payload);
}

bool LooselyTimedAdapter::get_direct_mem_ptr(Payload& payload, tlm::tlm_dmi& dmi) {
  return initiator_socket->get_direct_mem_ptr(payload, dmi);
}

void LooselyTimedAdapter::invalidate_direct_mem_ptr(sc_dt::uint64 start, sc_dt::uint64 end) {
  target_socket->invalidate_direct_mem_ptr(start, end);
}

void LooselyTimedAdapter::run() {
  for (;;) {
    while (queue_.empty()) wait(arrived_);
    busy_ = true;
    const Request request = queue_.front();
    if (request.start > sc_core::sc_time_stamp()) wait(request.start - sc_core::sc_time_stamp());
    execute(request);
    queue_.pop_front();
    accept_refused();
    respond(*request.payload);
    request.payload->release();
    busy_ = false;
  }
}

void LooselyTimedAdapter::execute(const Request& request) {
  const sc_dt::uint64 address = request.payload->get_address();
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  initiator_socket->b_transport(*request.payload, delay);
  request.payload->set_address(address);  // a router below may have translated it
  if (delay > sc_core::SC_ZERO_TIME) wait(delay);
}

void LooselyTimedAdapter::accept_refused() {
  if (!refused_) return;
  refused_ = false;
  const Request request = queue_.back();
  const sc_core::sc_time& now = sc_core::sc_time_stamp();
  tlm::tlm_phase phase = tlm::END_REQ;
  sc_core::sc_time delay = request.start > now ? request.start - now : sc_core::SC_ZERO_TIME;
  target_socket->nb_transport_bw(*request.payload, phase, delay);
}

void LooselyTimedAdapter::respond(Payload& payload) {
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  responding_ = &payload;  // before the call, since END_RESP may come within it
  if (target_socket->nb_transport_bw(payload, phase, delay) != tlm::TLM_ACCEPTED) responding_ = nullptr;
  while (responding_ != nullptr) wait(response_ended_);
}

}  // namespace amoeba
