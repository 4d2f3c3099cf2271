// Agents that only listen, at the routers of a network under test.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "amoeba/interconnect/routed_network.h"

namespace amoeba {

class Listener : public Agent {
 public:
  void receive(Message& message) override { messages.push_back(message); }
  void reset(std::uint64_t) override { messages.clear(); }
  void serialize(Archive&) override {}
  std::vector<Message> messages;
};

// `at_each` agents at every router, numbered router by router.
struct NetworkRig {
  NetworkRig(const Topology& topology, const RoutedParameters& parameters, unsigned at_each = 1)
      : scheduler(64), network(parameters, topology, scheduler) {
    scheduler.connect(network);
    for (unsigned i = 0; i < topology.routers() * at_each; ++i) {
      listeners.push_back(std::make_unique<Listener>());
      const AgentId id = scheduler.add(*listeners.back(), kFabric, "agent" + std::to_string(i));
      network.attach(id, static_cast<RouterId>(i / at_each));
    }
    network.set_trace([this](const LinkUse& use) { uses.push_back(use); });
    reset();
  }
  void reset() {
    scheduler.reset(1);
    network.reset();
    uses.clear();
  }
  void send(unsigned from, unsigned to, Opcode opcode, Tick depart, std::uint16_t tag = 0) {
    PooledMessage& m = scheduler.compose();
    m.source = m.requester = static_cast<AgentId>(from);
    m.destination = static_cast<AgentId>(to);
    m.opcode = static_cast<std::uint8_t>(opcode);
    m.tag = tag;
    if (opcode == Opcode::AtomicCompare) m.bytes = 16;
    if (channel_of(opcode) == Channel::dat) m.buffer = scheduler.lines().acquire();
    network.send(m, depart);
  }
  void run() { scheduler.run_until(kNever - 1, 0); }
  std::vector<Tick> arrivals(unsigned agent) {
    run();
    std::vector<Tick> times;
    for (const Message& m : listeners[agent]->messages) times.push_back(m.time);
    return times;
  }

  Scheduler scheduler;
  RoutedNetwork network;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::vector<LinkUse> uses;
};

}  // namespace amoeba
