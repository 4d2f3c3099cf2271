// Accesses to a device's registers, as tests make them.
#pragma once
#include <gtest/gtest.h>
#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <cstring>
#include <systemc>
#include <tlm>

#include "amoeba/tlm/payload_pool.h"
#include "amoeba/tlm/protocol_checker.h"

namespace amoeba {

// Drives one device through a protocol checker.
class Driver : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Driver, 64> socket{"socket"};
  ProtocolChecker<64> checker{"checker"};
  PayloadPool pool{64};

  explicit Driver(const sc_core::sc_module_name& name) : sc_module(name) { socket.bind(checker.target_socket); }

  tlm::tlm_response_status access(tlm::tlm_command command, std::uint64_t address, void* data, unsigned bytes) {
    tlm::tlm_generic_payload* payload = pool.acquire();
    pool.prepare(*payload, command, address, bytes);
    if (command == tlm::TLM_WRITE_COMMAND) std::memcpy(payload->get_data_ptr(), data, bytes);
    sc_core::sc_time delay;
    socket->b_transport(*payload, delay);
    if (command == tlm::TLM_READ_COMMAND) std::memcpy(data, payload->get_data_ptr(), bytes);
    const auto status = payload->get_response_status();
    payload->release();
    return status;
  }
  template <class T>
  T read(std::uint64_t address) {
    T value{};
    EXPECT_EQ(access(tlm::TLM_READ_COMMAND, address, &value, sizeof value), tlm::TLM_OK_RESPONSE);
    return value;
  }
  template <class T>
  void write(std::uint64_t address, T value) {
    EXPECT_EQ(access(tlm::TLM_WRITE_COMMAND, address, &value, sizeof value), tlm::TLM_OK_RESPONSE);
  }
  tlm::tlm_response_status try_read(std::uint64_t address, unsigned bytes) {
    std::uint64_t value[2];
    return access(tlm::TLM_READ_COMMAND, address, value, bytes);
  }
};

}  // namespace amoeba
