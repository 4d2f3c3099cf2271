// The memory port: line reads and writes of the home nodes as plain TLM-2.0 READ and WRITE transactions, so that any
// TLM memory can stand in for the built-in channels. Atomics never leave the coherent domain.
// Not modelled: several transactions in flight. Errors: an error response of the memory is an SC_ERROR.
#pragma once
#include <cstddef>
#include <cstdint>

#include "amoeba/memory/outbound_port.h"
#include "amoeba/sched/memory_link.h"

namespace amoeba {

class MemoryPort : public OutboundPort {
 public:
  MemoryPort(const sc_core::sc_module_name& name, Cluster& cluster, MemoryLink link = 0)
      : OutboundPort(name, cluster), link_(link) {}

  // The line as memory will hold it once everything queued here is done; and a write to all of that.
  void debug_read(std::uint64_t line, std::byte* bytes);
  void debug_write(std::uint64_t line, std::uint64_t offset, const std::byte* bytes, std::size_t size);

 private:
  void begin(Message& request) override;
  void accessed(Message& request, const tlm::tlm_generic_payload& payload, Tick at) override;
  void debug_transport(tlm::tlm_command command, std::uint64_t address, std::byte* bytes, std::size_t size);
  bool writes(const Message& request, std::uint64_t line) const;

  MemoryLink link_;  // back to the home node
};

}  // namespace amoeba
