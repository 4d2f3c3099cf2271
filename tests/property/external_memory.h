// A memory of somebody else behind the memory port: blocking transport, a fixed latency, zeros at first.
#pragma once
#include <tlm_utils/simple_target_socket.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <systemc>
#include <tlm>
#include <vector>

namespace amoeba {

class ExternalMemory : public sc_core::sc_module {
 public:
  ExternalMemory(const sc_core::sc_module_name& name, std::uint64_t base, std::size_t bytes,
                 const sc_core::sc_time& latency)
      : sc_module(name), base_(base), latency_(latency), bytes_(bytes) {
    socket.register_b_transport(this, &ExternalMemory::b_transport);
    socket.register_transport_dbg(this, &ExternalMemory::transport_dbg);
  }
  tlm_utils::simple_target_socket<ExternalMemory, 64> socket{"socket"};

  void clear() { std::fill(bytes_.begin(), bytes_.end(), std::byte{0}); }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    const bool done = transport_dbg(payload) == payload.get_data_length();
    payload.set_response_status(done ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
    delay += latency_;
  }
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) {
    const std::uint64_t offset = payload.get_address() - base_;
    const unsigned length = payload.get_data_length();
    if (offset > bytes_.size() || length > bytes_.size() - offset) return 0;
    if (payload.is_read()) std::memcpy(payload.get_data_ptr(), &bytes_[offset], length);
    if (payload.is_write()) std::memcpy(&bytes_[offset], payload.get_data_ptr(), length);
    return length;
  }

  std::uint64_t base_;
  sc_core::sc_time latency_;
  std::vector<std::byte> bytes_;
};

}  // namespace amoeba
