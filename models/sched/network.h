// How an agent sends to another without knowing what lies between them; the interconnect implements it.
#pragma once
#include "amoeba/sched/message.h"

namespace amoeba {

class Network {
 public:
  virtual ~Network() = default;

  // Takes the message at tick `depart` (>= the scheduler's now) and delivers it to message.destination later.
  // The caller fills source, destination and content.
  virtual void send(const Message& message, Tick depart) = 0;
  // Called by the scheduler when a message reaches its destination's input port. True: deliver it now;
  // false: the port is busy and the network has posted the message again.
  virtual bool arrive(Message& message) = 0;
};

}  // namespace amoeba
