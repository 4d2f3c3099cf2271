// A foreign SystemC module drives Amoeba's TLM contract from outside: payload pool, atomic extension, protocol checker.
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstring>
#include <iostream>
#include <systemc>
#include <tlm>

#include "amoeba/base/amo.h"
#include "amoeba/tlm/payload_pool.h"
#include "amoeba/tlm/protocol_checker.h"

namespace {

// A memory of 64 bytes that knows the extension's additions.
class AddingMemory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<AddingMemory, 64> socket{"socket"};
  explicit AddingMemory(const sc_core::sc_module_name& name) : sc_module(name) {
    socket.register_b_transport(this, &AddingMemory::b_transport);
  }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    unsigned char* place = bytes_ + payload.get_address();
    const unsigned length = payload.get_data_length();
    auto* atomic = payload.get_extension<amoeba::AtomicExtension>();
    if (payload.is_write()) {
      std::memcpy(place, payload.get_data_ptr(), length);
    } else {
      std::memcpy(payload.get_data_ptr(), place, length);
      if (atomic != nullptr && atomic->kind == amoeba::AtomicExtension::Kind::atomic) apply(*atomic, place, length);
    }
    delay += sc_core::sc_time(10, sc_core::SC_NS);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  static void apply(amoeba::AtomicExtension& atomic, unsigned char* place, unsigned length) {
    amoeba::AtomicValue old{};
    std::memcpy(old.data(), place, length);
    const auto next = amoeba::apply_atomic(atomic.op, length, old, atomic.operand, atomic.compare);
    std::memcpy(place, next.data(), length);
    atomic.handled = true;
  }

  unsigned char bytes_[64] = {};
};

class Initiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Initiator, 64> socket{"socket"};
  bool passed = false;

  explicit Initiator(const sc_core::sc_module_name& name) : sc_module(name) {
    SC_HAS_PROCESS(Initiator);
    SC_THREAD(run);
  }

 private:
  void run() {
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    for (unsigned round = 0; round < 300; ++round) {
      tlm::tlm_generic_payload* payload = pool_.acquire();
      pool_.prepare(*payload, tlm::TLM_READ_COMMAND, 5, 1);
      auto* atomic = payload->get_extension<amoeba::AtomicExtension>();
      atomic->kind = amoeba::AtomicExtension::Kind::atomic;
      atomic->op = amoeba::AtomicOp::add;
      atomic->operand = {1, 0};
      socket->b_transport(*payload, delay);
      const bool right = payload->is_response_ok() && atomic->handled && payload->get_data_ptr()[0] == round % 256;
      payload->release();
      if (!right) return;
    }
    passed = delay == sc_core::sc_time(3000, sc_core::SC_NS);
  }
  amoeba::PayloadPool pool_{64};
};

}  // namespace

int sc_main(int, char**) {
  Initiator initiator("initiator");
  amoeba::ProtocolChecker<64> checker("checker");
  AddingMemory memory("memory");
  initiator.socket.bind(checker.target_socket);
  checker.initiator_socket.bind(memory.socket);
  sc_core::sc_start();
  std::cout << (initiator.passed ? "passed" : "failed") << '\n';
  return initiator.passed ? 0 : 1;
}
