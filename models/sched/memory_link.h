// The way between home nodes and memory channels: wires of their own with a fixed delay, or the cluster's network.
// Not modelled: contention on wires of their own. Units: ticks.
#pragma once
#include "amoeba/sched/scheduler.h"

namespace amoeba {

class MemoryLink {
 public:
  MemoryLink(Tick delay) : delay_(delay) {}  // NOLINT(google-explicit-constructor): parameters hold the delay
  explicit MemoryLink(Network& network) : network_(&network) {}

  // One way; 0 where the network counts the time.
  Tick delay() const { return delay_; }
  void send(Scheduler& scheduler, PooledMessage& message, Tick depart) const {
    if (network_ != nullptr) {
      network_->send(message, depart);
    } else {
      message.kind = EventKind::delivery;
      scheduler.post(message, depart + delay_);
    }
  }

 private:
  Tick delay_ = 0;
  Network* network_ = nullptr;
};

}  // namespace amoeba
