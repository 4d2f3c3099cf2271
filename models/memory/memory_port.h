// The memory port: line reads and writes of the home nodes as plain TLM-2.0 READ and WRITE transactions, so that any
// TLM memory can stand in for the built-in channels. Atomics never leave the coherent domain.
// Not modelled: several transactions in flight. Errors: an error response of the memory is an SC_ERROR.
#pragma once
#include "amoeba/memory/outbound_port.h"

namespace amoeba {

class MemoryPort : public OutboundPort {
 public:
  MemoryPort(const sc_core::sc_module_name& name, Cluster& cluster) : OutboundPort(name, cluster) {}

 private:
  void begin(Message& request) override;
  void accessed(Message& request, const tlm::tlm_generic_payload& payload, Tick at) override;
};

}  // namespace amoeba
