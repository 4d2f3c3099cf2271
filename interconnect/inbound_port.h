// The I/O-coherent port of a cluster: foreign masters (DMA, accelerators, hosts) read and write main memory coherently.
// Models: reads as ReadOnce and writes as WriteUnique at the home nodes, line by line, one transaction at a time per
// thread that calls; a write ends every cached copy and the reservations on it.
// Non-blocking transport is served by the socket's adapter. Not modelled: atomics from outside, posted writes.
// Units: bytes. Errors: TLM_ADDRESS_ERROR_RESPONSE outside of main memory, TLM_COMMAND_ERROR_RESPONSE for atomics.
#pragma once
#include <tlm_utils/simple_target_socket.h>

#include <deque>
#include <functional>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/base/address_map.h"
#include "amoeba/sched/agent_interleave.h"
#include "amoeba/sched/cluster.h"
#include "amoeba/sched/refused_request.h"
#include "amoeba/tlm/debug_space.h"

namespace amoeba {

class InboundPort : public sc_core::sc_module, public Agent {
 public:
  struct Surroundings {
    Cluster& cluster;
    Network& network;
    const AddressMap& addresses;
    DebugSpace& debug;
    AgentInterleave home_of;
    Tick latency = 1;  // before a request leaves the port
  };
  InboundPort(const sc_core::sc_module_name& name, const Surroundings& surroundings);

  AgentId id() const { return id_; }

  using Socket = tlm_utils::simple_target_socket_optional<InboundPort, 64>;
  Socket socket;

  void receive(Message& message) override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive&) override {}
  std::string waiting_for() const override;

 private:
  struct Transfer {
    bool busy = false;
    std::byte* bytes = nullptr;  // where read data goes; null for a write
    std::size_t size = 0;
    RefusedRequest refused;
    sc_core::sc_event done{"done"};
  };

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  void move(std::uint64_t address, std::byte* bytes, std::size_t size, bool write);
  std::uint16_t free_transfer();

  Surroundings around_;
  AgentId id_;
  std::deque<Transfer> transfers_;
};

}  // namespace amoeba
