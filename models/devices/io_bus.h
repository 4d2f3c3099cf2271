// Routes loosely timed accesses to devices by address; devices see offsets from their base.
// Not modelled: timing, arbitration (the uncached port sends one access at a time).
// Units: bytes. Errors: TLM_ADDRESS_ERROR_RESPONSE where no device lies; the payload's address is restored.
#pragma once
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <deque>
#include <systemc>
#include <tlm>

namespace amoeba {

class IoBus : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<IoBus, 64> socket{"socket"};

  explicit IoBus(const sc_core::sc_module_name& name) : sc_module(name) {
    socket.register_b_transport(this, &IoBus::b_transport);
    socket.register_transport_dbg(this, &IoBus::transport_dbg);
  }

  // Binds a device's target socket to [base, base + bytes).
  template <class TargetSocket>
  void attach(std::uint64_t base, std::uint64_t bytes, TargetSocket& device) {
    devices_.emplace_back(base, bytes);
    devices_.back().socket.bind(device);
  }

 private:
  struct Device {
    Device(std::uint64_t first, std::uint64_t size)
        : base(first), bytes(size), socket(sc_core::sc_gen_unique_name("device")) {}
    std::uint64_t base, bytes;
    tlm_utils::simple_initiator_socket<IoBus, 64> socket;
  };

  Device* find(const tlm::tlm_generic_payload& payload) {
    for (Device& device : devices_) {
      const std::uint64_t offset = payload.get_address() - device.base;
      if (offset < device.bytes && payload.get_data_length() <= device.bytes - offset) return &device;
    }
    return nullptr;
  }
  template <class Access>
  void route(tlm::tlm_generic_payload& payload, Access&& access) {
    Device* device = find(payload);
    if (device == nullptr) {
      payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
      return;
    }
    const std::uint64_t address = payload.get_address();
    payload.set_address(address - device->base);
    access(device->socket);
    payload.set_address(address);
  }
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    route(payload, [&](auto& target) { target->b_transport(payload, delay); });
  }
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) {
    unsigned done = 0;
    route(payload, [&](auto& target) { done = target->transport_dbg(payload); });
    return done;
  }

  std::deque<Device> devices_;
};

}  // namespace amoeba
