// The way of uncached accesses out of the cluster: device registers and uncached memory.
// Models: one access at a time for the whole cluster; an atomic as read, modify, write under that lock, which excludes
// this cluster's requesters and nobody else. The first-level cache has checked the PMAs before.
// Not modelled: posted writes. Units: ticks, bytes. Errors: the target's error response travels back as `failed`.
#pragma once
#include "amoeba/memory/outbound_port.h"
#include "amoeba/sched/network.h"

namespace amoeba {

class UncachedPort : public OutboundPort {
 public:
  // `latency`: ticks in the port before an answer leaves, at least the home nodes' so that the lookahead holds.
  UncachedPort(const sc_core::sc_module_name& name, Cluster& cluster, Network& network, Tick latency)
      : OutboundPort(name, cluster), network_(network), latency_(latency) {}

 private:
  void begin(Message& request) override;
  void accessed(Message& request, const tlm::tlm_generic_payload& payload, Tick at) override;
  void answer(const Message& request, const AtomicValue& value, bool failed, Tick at);

  Network& network_;
  Tick latency_;
  AtomicValue old_{};  // read by the first half of an atomic
};

}  // namespace amoeba
