// How an agent sends to another without knowing what lies between them; the interconnect implements it.
#pragma once
#include "amoeba/sched/message.h"

namespace amoeba {

class Network {
 public:
  virtual ~Network() = default;

  // Takes the message at tick `depart` (>= the scheduler's now) and delivers it to message.destination later.
  // The caller fills source, destination and content.
  virtual void send(PooledMessage& message, Tick depart) = 0;
  // Called by the scheduler when a message reaches its destination's input port. Returns the tick of its delivery:
  // message.time, or a later one when the port is busy.
  virtual Tick arrive(Message& message) = 0;
  // Called by the scheduler when a message that the network gave to Scheduler::post_injection() departs. The network
  // hands it on with Scheduler::forward().
  virtual void inject(PooledMessage& message) = 0;
};

}  // namespace amoeba
